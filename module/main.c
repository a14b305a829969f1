// SPDX-License-Identifier: GPL-2.0-only
/* Loading and unloading, and the parameters. */

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

#include "ehash.h"
#include "netns.h"
#include "procfs.h"
#include "twinfo_format.h"

static umode_t mode = 0400;
static unsigned int gid;

static int set_mode(const char *text, const struct kernel_param *param)
{
	u16 bits;

	if (kstrtou16(text, 8, &bits) || bits & ~0444) {
		pr_err("mode=%s: expected octal read permissions, such as 0440\n", text);
		return -EINVAL;
	}
	mode = bits;
	return 0;
}

static int get_mode(char *text, const struct kernel_param *param)
{
	return sysfs_emit(text, "%04o\n", mode);
}

static const struct kernel_param_ops mode_ops = {
	.set = set_mode,
	.get = get_mode,
};

module_param_cb(mode, &mode_ops, NULL, 0444);
MODULE_PARM_DESC(mode, "permissions of /proc/twinfo, octal, read only (default 0400)");
module_param(gid, uint, 0444);
MODULE_PARM_DESC(gid, "group of /proc/twinfo (default 0)");
module_param_named(tries, twi_ehash_tries, uint, 0644);
MODULE_PARM_DESC(tries, "tries at a slot that keeps changing before its lock is taken; 0 takes it always (default 8)");

static int __init twinfo_init(void)
{
	kgid_t group = make_kgid(&init_user_ns, gid);
	int ret;

	if (!gid_valid(group)) {
		pr_err("gid=%u: no such group id\n", gid);
		return -EINVAL;
	}
	ret = twi_netns_init();
	if (ret)
		return ret;
	ret = twi_procfs_init(mode, group);
	if (ret)
		twi_netns_exit();
	return ret;
}

static void __exit twinfo_exit(void)
{
	twi_procfs_exit();
	twi_netns_exit();
}

module_init(twinfo_init);
module_exit(twinfo_exit);

MODULE_DESCRIPTION("Every TIME_WAIT tuple, and how full the TCP hash tables are, in /proc/twinfo");
MODULE_AUTHOR("The twinfo developers");
MODULE_VERSION(TWINFO_VERSION);
MODULE_LICENSE("GPL");
