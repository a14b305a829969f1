// SPDX-License-Identifier: GPL-2.0-only
/* Stands in for netns.c and snapshot.c: one namespace, two tables. */

#include "snapshot.h"
#include "fake.h"

struct fake *fake_tables;
struct twi_net fake_net;
bool fake_table_gone[2];
atomic_t twi_netns_deaths;

/**
 * fake_snapshot() - allocate two empty tables, eight sockets that are in neither, one namespace
 * @test: frees the memory at its end
 *
 * Context: process context.
 * Return: the namespaces of a snapshot; a failure ends the test.
 */
struct twi_nets fake_snapshot(struct kunit *test)
{
	fake_tables = fake_alloc(test, 8);
	fake_net = (struct twi_net){ .inum = 4026531840, .alive = true, .held = true };
	memset(fake_table_gone, 0, sizeof(fake_table_gone));
	return (struct twi_nets){ .all = &fake_net, .count = 1, .tables = 2,
				   .deaths = atomic_read(&twi_netns_deaths) };
}

/* The one namespace has died. */
void twi_netns_look_again(struct twi_nets *nets)
{
	nets->deaths = atomic_read(&twi_netns_deaths);
	fake_net.alive = false;
}

struct twi_net *twi_netns_search(struct twi_nets *nets, const void *name)
{
	if (name != fake_net.net)
		return NULL;
	nets->recent = &fake_net;
	return nets->recent;
}

struct twi_net *twi_netns_owner(const struct twi_nets *nets, u32 table)
{
	return table == TWI_TABLE_SHARED ? NULL : &fake_net;
}

struct inet_hashinfo *twi_snapshot_table(const struct twi_snapshot *snap, u32 id)
{
	return fake_table_gone[id] ? NULL : &fake_tables->table[id].info;
}

bool twi_snapshot_tells_of(const struct twi_snapshot *snap, u32 table)
{
	return snap->all || table != TWI_TABLE_SHARED;
}
