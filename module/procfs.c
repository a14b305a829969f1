// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/twinfo: who may open it, and how a read() returns its part of a snapshot.
 *
 * seq_file counts records, and a snapshot moves from one to the next; start() and next() keep both
 * in step. seq_file calls start() with 0 for a new snapshot, otherwise with the number at which
 * next() stopped.
 */

#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/nsproxy.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uio.h>
#include <linux/user_namespace.h>
#include <net/net_namespace.h>

#include "snapshot.h"
#include "procfs.h"
#include "twinfo_format.h"

/* The most that one read() returns. seq_file's own PAGE_SIZE would hold some 40 rows. */
#define BUFFER	SZ_64K

struct open_file {
	struct mutex lock;		/* protects all below during a read() or lseek() */
	struct twi_snapshot snapshot;
	loff_t pos;			/* records that next() has passed */
	bool seeking;			/* seq_file skips to an offset, across sections */
	bool section_over;		/* next() reached the end of one */
	const struct iov_iter *to;	/* of the current read() */
	size_t wanted;			/* its size when the read() began */
};

static struct proc_dir_entry *entry;

static void *twinfo_start(struct seq_file *m, loff_t *pos)
{
	struct open_file *file = m->private;
	struct twi_snapshot *snap = &file->snapshot;
	int ret;

	if (!*pos) {
		file->pos = 0;
		file->section_over = false;
		ret = twi_snapshot_begin(snap);
		if (ret)
			return ERR_PTR(ret);
	} else if (*pos != file->pos) {
		return ERR_PTR(-EIO);
	}

	/* This read() has returned what was left over from the last one. The section ends here. */
	if (file->section_over && file->to && iov_iter_count(file->to) < file->wanted)
		return NULL;
	file->section_over = false;

	twi_netns_hold(&snap->nets);
	ret = snap->ready ? 1 : twi_snapshot_next(snap, true);
	return ret < 0 ? ERR_PTR(ret) : ret ? snap : NULL;
}

static void *twinfo_next(struct seq_file *m, void *v, loff_t *pos)
{
	struct open_file *file = m->private;
	int ret = twi_snapshot_next(&file->snapshot, file->seeking);

	file->pos = ++*pos;
	/* A seek goes on into the next section, but the section before it still has ended. */
	file->section_over = !ret || file->snapshot.crossed;
	return ret < 0 ? ERR_PTR(ret) : ret ? v : NULL;
}

static void twinfo_stop(struct seq_file *m, void *v)
{
	struct open_file *file = m->private;

	twi_snapshot_pause(&file->snapshot);
	file->seeking = false;
}

static int twinfo_show(struct seq_file *m, void *v)
{
	struct open_file *file = m->private;

	twi_snapshot_show(&file->snapshot, m);
	return 0;
}

static const struct seq_operations twinfo_seq_ops = {
	.start	= twinfo_start,
	.next	= twinfo_next,
	.stop	= twinfo_stop,
	.show	= twinfo_show,
};

static struct seq_file *seq_of(const struct file *file)
{
	return file->private_data;
}

static ssize_t twinfo_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct seq_file *m = seq_of(iocb->ki_filp);
	struct open_file *file = m->private;
	ssize_t ret;

	if (mutex_lock_killable(&file->lock))
		return -EINTR;
	file->seeking = iocb->ki_pos && iocb->ki_pos != m->read_pos;
	file->to = to;
	file->wanted = iov_iter_count(to);
	ret = seq_read_iter(iocb, to);
	file->to = NULL;
	file->seeking = false;
	mutex_unlock(&file->lock);
	return ret;
}

static loff_t twinfo_lseek(struct file *f, loff_t offset, int whence)
{
	struct open_file *file = seq_of(f)->private;
	loff_t ret;

	if (mutex_lock_killable(&file->lock))
		return -EINTR;
	file->seeking = true;
	ret = seq_lseek(f, offset, whence);
	file->seeking = false;
	mutex_unlock(&file->lock);
	return ret;
}

/* The opener's rights count as long as the file is open, whoever reads it. */
static int twinfo_open(struct inode *inode, struct file *f)
{
	struct open_file *file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);
	struct seq_file *m;
	int ret;

	if (!file)
		return -ENOMEM;
	ret = seq_open(f, &twinfo_seq_ops);
	if (ret) {
		kfree(file);
		return ret;
	}

	mutex_init(&file->lock);
	file->snapshot.all = file_ns_capable(f, &init_user_ns, CAP_NET_ADMIN);
	twi_netns_name(&file->snapshot.own, current->nsproxy->net_ns);

	m = seq_of(f);
	m->private = file;
	m->buf = kvmalloc(BUFFER, GFP_KERNEL_ACCOUNT);
	if (m->buf)
		m->size = BUFFER;
	return 0;
}

static int twinfo_release(struct inode *inode, struct file *f)
{
	struct open_file *file = seq_of(f)->private;

	twi_snapshot_drop(&file->snapshot);
	kfree(file);
	return seq_release(inode, f);
}

static const struct proc_ops twinfo_proc_ops = {
	.proc_open	= twinfo_open,
	.proc_read_iter	= twinfo_read_iter,
	.proc_lseek	= twinfo_lseek,
	.proc_release	= twinfo_release,
};

/**
 * twi_procfs_init() - create /proc/twinfo
 * @mode: its permissions
 * @gid: its group
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int twi_procfs_init(umode_t mode, kgid_t gid)
{
	entry = proc_create_data(TWINFO_PROC, mode, NULL, &twinfo_proc_ops, NULL);
	if (!entry)
		return -ENOMEM;
	proc_set_user(entry, GLOBAL_ROOT_UID, gid);
	return 0;
}

/**
 * twi_procfs_exit() - remove /proc/twinfo
 *
 * Waits for reads in progress, then releases the open files; their next read() fails with EIO.
 *
 * Context: process context, may sleep.
 */
void twi_procfs_exit(void)
{
	proc_remove(entry);
}
