// SPDX-License-Identifier: GPL-2.0-only
/* Test module of twinfo: each file here holds the suite of one file of module/, which it includes. */

#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit tests of twinfo");
