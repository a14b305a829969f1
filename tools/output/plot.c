// SPDX-License-Identifier: GPL-2.0-only
/*
 * Plots of numbers over time, as SVG within a page.
 *
 * A plot has fewer points than there may be moments: each point is the highest value of its share of
 * the time, so no peak is lost. The colours are those of the page, by class.
 */

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "common/date.h"
#include "common/number.h"
#include "output/plot.h"

#define WIDTH	900
#define HEIGHT	220
#define LEFT	80	/* for the numbers beside it */
#define BOTTOM	24	/* for the times below it */
#define TOP	8
#define POINTS	(WIDTH - LEFT)

/**
 * html_text() - print text as it is, whatever it contains
 * @out: where to
 * @text: the text
 */
void html_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		default:
			fputc(*text, out);
		}
	}
}

/* With a comma between thousands. */
static void print_grouped(int64_t n, char *text, size_t size)
{
	char digits[NUMBER_TEXT];
	size_t len = print_whole(n, digits), i, used = 0;

	for (i = 0; i < len && used + 2 < size; i++) {
		if (i && (len - i) % 3 == 0 && digits[i - 1] != '-')
			text[used++] = ',';
		text[used++] = digits[i];
	}
	text[used] = '\0';
}

/**
 * plot_number() - a number as people read it
 * @n: the number
 * @unit: how
 * @text: where it goes
 * @size: bytes there, at least NUMBER_TEXT
 */
void plot_number(double n, enum plot_unit unit, char *text, size_t size)
{
	if (isnan(n))
		snprintf(text, size, "-");
	else if (unit == PLOT_BYTES)
		print_bytes(n, text);
	else if (unit == PLOT_PERCENT)
		snprintf(text, size, "%.3g %%", n);
	else if (n >= 100 || n == floor(n))
		print_grouped(llround(n), text, size);
	else
		snprintf(text, size, "%.3g", n);
}

static double highest(const struct plot_line *line, size_t moments)
{
	double most = 0;
	size_t i;

	for (i = 0; i < moments; i++)
		most = fmax(most, line->values[i]);
	return most;
}

/* A limit is shown only if the lines come near to it: else they would lie flat on the ground. */
static double scale_of(const struct plot *p)
{
	double most = 0, limit;
	size_t i;

	for (i = 0; i < p->count; i++)
		if (!p->lines[i].dashed)
			most = fmax(most, highest(&p->lines[i], p->moments));
	for (i = 0; i < p->count; i++) {
		limit = highest(&p->lines[i], p->moments);
		if (p->lines[i].dashed && limit <= 4 * most)
			most = fmax(most, limit);
	}
	return most > 0 ? most * 1.05 : 1;
}

/* 1, 2 or 5 times a power of ten, so that there are at most five of them. In bytes, a power of two. */
static double step_of(double scale, enum plot_unit unit)
{
	double step;
	int i;

	if (unit == PLOT_BYTES)
		return exp2(ceil(log2(scale / 5)));
	step = pow(10, floor(log10(scale / 5)));
	for (i = 0; scale / step > 5; i++)
		step *= i % 3 == 1 ? 2.5 : 2;
	return step;
}

static double x_of(const struct plot *p, int64_t at_ms)
{
	double all = p->at_ms[p->moments - 1] - p->at_ms[0];

	return LEFT + (all > 0 ? (at_ms - p->at_ms[0]) / all : 0.5) * POINTS;
}

static double y_of(double value, double scale)
{
	return TOP + (1 - value / scale) * (HEIGHT - TOP - BOTTOM);
}

static void print_values(FILE *out, const struct plot *p, double scale)
{
	double step = step_of(scale, p->unit), value;
	char text[NUMBER_TEXT];

	for (value = 0; value <= scale; value += step) {
		double y = y_of(value, scale);

		plot_number(value, p->unit, text, sizeof(text));
		fprintf(out, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
			"<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", LEFT, WIDTH, y, y, LEFT - 6, y + 4, text);
	}
}

/* Round times, local ones, at most eight of them. */
static void print_times(FILE *out, const struct plot *p)
{
	static const int64_t steps[] = {
		1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400, 172800, 604800, 2592000,
	};
	int64_t first = p->at_ms[0] / 1000, last = p->at_ms[p->moments - 1] / 1000, step = 0, at;
	time_t start = first, moment;
	char text[DATE_TEXT];
	struct tm tm;
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		step = steps[i];
		if ((last - first) / step < 8)
			break;
	}
	localtime_r(&start, &tm);
	/* Round in local time. */
	at = first - (first + tm.tm_gmtoff) % step;
	for (; at <= last; at += step) {
		if (at < first)
			continue;
		moment = at;
		strftime(text, sizeof(text), step >= 86400 ? "%m-%d" : step < 60 ? "%H:%M:%S" : "%H:%M", localtime_r(&moment, &tm));
		fprintf(out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x_of(p, at * 1000), HEIGHT - 6, text);
	}
}

static void print_line(FILE *out, const struct plot *p, size_t line, double scale)
{
	const double *values = p->lines[line].values;
	bool drawing = false;
	size_t i = 0;

	fprintf(out, "<path class=\"line l%zu%s\" d=\"", line % PLOT_LINES, p->lines[line].dashed ? " dashed" : "");
	while (i < p->moments) {
		int column = x_of(p, p->at_ms[i]);
		double x = x_of(p, p->at_ms[i]), most = NAN;
		bool gap = false;

		for (; i < p->moments && (int)x_of(p, p->at_ms[i]) == column; i++) {
			gap |= isnan(values[i]);
			if (isnan(most) || values[i] > most)
				most = values[i];
		}
		if (gap)
			drawing = false;
		if (isnan(most) || most > scale)
			continue;
		/* A line to where it begins shows a point that is alone. */
		fprintf(out, "%c%.1f %.1f%s", drawing ? 'L' : 'M', x, y_of(most, scale), drawing ? "" : "h.1");
		drawing = true;
	}
	fputs("\"/>\n", out);
}

static void print_legend(FILE *out, const struct plot *p)
{
	char most[NUMBER_TEXT], last[NUMBER_TEXT];
	size_t i;

	fputs("<ul class=\"legend\">\n", out);
	for (i = 0; i < p->count; i++) {
		plot_number(highest(&p->lines[i], p->moments), p->unit, most, sizeof(most));
		plot_number(p->lines[i].values[p->moments - 1], p->unit, last, sizeof(last));
		fprintf(out, "<li><span class=\"key k%zu%s\"></span>", i % PLOT_LINES, p->lines[i].dashed ? " dashed" : "");
		html_text(out, p->lines[i].name);
		fprintf(out, ": highest %s, last %s</li>\n", most, last);
	}
	fputs("</ul>\n", out);
}

/**
 * plot_print() - a plot with its title and what its lines mean
 * @out: where to
 * @plot: the plot, of at least one moment
 */
void plot_print(FILE *out, const struct plot *plot)
{
	double scale = scale_of(plot);
	size_t i;

	fputs("<figure>\n<figcaption>", out);
	html_text(out, plot->title);
	fprintf(out, "</figcaption>\n<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH + 10, HEIGHT);
	html_text(out, plot->title);
	fputs("\">\n", out);
	print_values(out, plot, scale);
	print_times(out, plot);
	for (i = 0; i < plot->count; i++)
		print_line(out, plot, i, scale);
	fputs("</svg>\n", out);
	print_legend(out, plot);
	fputs("</figure>\n", out);
}
