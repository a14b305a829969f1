// SPDX-License-Identifier: GPL-2.0-only
/* The cells of a line of a table. */

#include <stdlib.h>
#include <string.h>

#include "printer.h"
#include "twinfo.h"

/**
 * cells_init() - cells of which none is known
 * @c: the cells
 * @count: how many there are
 */
void cells_init(struct cells *c, unsigned int count)
{
	*c = (struct cells){
		.room = 256,
		.text = grown(NULL, 256, 1),
		.at = grown(NULL, count, sizeof(*c->at)),
		.len = grown(NULL, count, sizeof(*c->len)),
		.notice = grown(NULL, count, sizeof(*c->notice)),
	};
	cells_clear(c, count);
}

/**
 * cells_clear() - forget them
 * @c: the cells
 * @count: how many there are
 */
void cells_clear(struct cells *c, unsigned int count)
{
	memset(c->at, 0xff, count * sizeof(*c->at));
	memset(c->notice, PLAIN, count);
	c->used = 0;
}

/**
 * cells_set() - a cell's text
 * @c: the cells
 * @i: which
 * @text: the text
 * @len: its length, without a NUL
 */
void cells_set(struct cells *c, unsigned int i, const char *text, size_t len)
{
	while (c->used + len + 1 > c->room) {
		c->room *= 2;
		c->text = grown(c->text, c->room, 1);
	}
	c->at[i] = c->used;
	c->len[i] = len;
	memcpy(c->text + c->used, text, len);
	c->text[c->used + len] = '\0';
	c->used += len + 1;
}

/**
 * cells_copy() - the same cells once more
 * @c: the cells
 * @count: how many there are
 *
 * Return: the copy, with no more memory than it needs.
 */
struct cells cells_copy(const struct cells *c, unsigned int count)
{
	struct cells copy = {
		.used = c->used,
		.room = c->used,
		.text = grown(NULL, c->used + 1, 1),
		.at = grown(NULL, count, sizeof(*c->at)),
		.len = grown(NULL, count, sizeof(*c->len)),
		.notice = grown(NULL, count, sizeof(*c->notice)),
	};

	memcpy(copy.text, c->text, c->used);
	memcpy(copy.at, c->at, count * sizeof(*c->at));
	memcpy(copy.len, c->len, count * sizeof(*c->len));
	memcpy(copy.notice, c->notice, count * sizeof(*c->notice));
	return copy;
}

/**
 * cells_free() - give back what cells hold
 * @c: the cells
 */
void cells_free(struct cells *c)
{
	free(c->text);
	free(c->at);
	free(c->len);
	free(c->notice);
}
