// SPDX-License-Identifier: GPL-2.0-only
/* The module of all suites. Each X_test.c tests X.c of module/ and includes it. */

#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit tests of twinfo");
