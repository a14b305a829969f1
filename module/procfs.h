/* SPDX-License-Identifier: GPL-2.0-only */
/* /proc/twinfo: who may open it, and how a read() takes its share of a snapshot. */
#ifndef TWINFO_PROCFS_H
#define TWINFO_PROCFS_H

#include <linux/types.h>
#include <linux/uidgid.h>

int twi_procfs_init(umode_t mode, kgid_t gid);
void twi_procfs_exit(void);

#endif /* TWINFO_PROCFS_H */
