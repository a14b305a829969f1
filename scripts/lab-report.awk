# SPDX-License-Identifier: GPL-2.0-only
# The lab's report, as text or as HTML. Reads what scripts/lab-report judged, the advice, and the records.
# Variables: format, text or html; work, the folder of the plots; claims_total, how many there are.

function esc(s) {
	if (format != "html") return s
	gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); gsub(/>/, "\\&gt;", s); gsub(/"/, "\\&quot;", s)
	return s
}
function tag(name, s) { return format == "html" ? "<" name ">" s "</" name ">" : s }
function heading(level, s) {
	if (format == "html") print "<h" level ">" esc(s) "</h" level ">"
	else { print ""; print s; gsub(/./, level == 2 ? "=" : "-", s); print s }
}
function paragraph(s) { print format == "html" ? "<p>" esc(s) "</p>" : wrap(s, "") "\n" }

# wrap TEXT INDENT: lines of at most 100 characters.
function wrap(s, indent, n, w, i, line, out) {
	n = split(s, w, " ")
	line = indent
	for (i = 1; i <= n; i++) {
		if (length(line) + length(w[i]) > 100 && line != indent) { out = out line "\n"; line = indent }
		line = line (line == indent ? "" : " ") w[i]
	}
	return out line
}

# verdicts ID: what became of a claim, with the kernels if they differ.
function verdicts(id, k, list, n, v, text, all) {
	n = split(kernels_of[id], list, " ")
	all = 1
	for (k = 1; k <= n; k++) {
		v = verdict_of[id, list[k]]
		if (v != verdict_of[id, list[1]]) all = 0
	}
	if (!n) return "not settled in this run"
	if (all) return verdict_of[id, list[1]]
	for (k = 1; k <= n; k++)
		text = text (k > 1 ? "; " : "") list[k] ": " verdict_of[id, list[k]]
	return text
}
function mark(v) {
	if (format != "html") return v
	return "<span class=\"" (v ~ /OTHERWISE|NO VERDICT|not settled/ ? "bad" : v ~ /^holds/ ? "yes" : "no") "\">" esc(v) "</span>"
}
function id_number(id) { return substr(id, 2) + 0 }

# evidence ID: the case that tells most, as measured; by kernel where they differ.
function evidence(id, e, list, n, k, same, text, first) {
	e = headline_of[id]
	n = split(kernels_of[id], list, " ")
	same = 1
	for (k = 1; k <= n; k++) {
		if (!((id, e, list[k]) in head)) continue
		if (text == "") first = head[id, e, list[k]]
		if (head[id, e, list[k]] != first) same = 0
		text = text (text == "" ? "" : ", ") head[id, e, list[k]] " (" list[k] ")"
	}
	return text == "" ? "" : what_of[id, e] ": " (same ? first : text)
}

# The judged: experiment claim kernel verdict what expected measured cases failed headline
FILENAME == ARGV[1] {
	split($0, f, "\t")
	if (headline_of[f[2]] == "" || f[10] == "headline") headline_of[f[2]] = f[1]
	what_of[f[2], f[1]] = f[5]
	head[f[2], f[1], f[3]] = f[7]
	if (index(" " kernels_of[f[2]] " ", " " f[3] " ") == 0)
		kernels_of[f[2]] = kernels_of[f[2]] (kernels_of[f[2]] == "" ? "" : " ") f[3]
	if (!((f[2], f[3]) in verdict_of) || f[4] ~ /OTHERWISE|NO VERDICT/ || (verdict_of[f[2], f[3]] == "holds" && f[4] != "holds"))
		verdict_of[f[2], f[3]] = f[4]
	if (!((f[2], f[1]) in of)) {
		of[f[2], f[1]]
		experiments_of[f[2]] = experiments_of[f[2]] (experiments_of[f[2]] == "" ? "" : " ") f[1]
	}
	next
}
FILENAME == ARGV[2] { if ($0 !~ /^#/) advice[++advices] = $0; next }
{
	n = split($0, f, "\t")
	kernel = f[1]; e = f[2]; kind = f[3]
	if (kind == "title" && !(e in title)) { title[e] = f[4]; order[++experiments] = e }
	else if (kind == "begin") { release[kernel] = f[4]; ran[e] = ran[e] " " kernel }
	else if (kind == "claim") {
		if (index(text_of[f[4]], f[6]) == 0) text_of[f[4]] = text_of[f[4]] (text_of[f[4]] == "" ? "" : "; ") f[6]
		if (index(source_of[f[4]], f[7]) == 0) source_of[f[4]] = source_of[f[4]] (source_of[f[4]] == "" ? "" : ", ") f[7]
		said[e, f[4]] = f[6]
		if (index(" " claims[e] " ", " " f[4] " ") == 0) claims[e] = claims[e] " " f[4]
	}
	else if (kind == "case") {
		key = e SUBSEP f[4] SUBSEP f[5]
		if (!(key in known)) { known[key]; cases[e, ++count[e]] = f[4] SUBSEP f[5] }
		expected[key, kernel] = f[6]; measured[key, kernel] = f[7]; result[key, kernel] = f[8]
	}
	else if (kind == "note") notes[e] = notes[e] kernel ": " f[4] "\n"
	else if (kind == "wire") wires[e, kernel] = wires[e, kernel] f[5] "\n"
	else if (kind == "point" && !((e, f[4]) in plotted)) { plotted[e, f[4]]; plots[e] = plots[e] " " f[4] }
}

function first_page(i, f, n, c, k, text) {
	heading(2, "What people set, what it really does")
	if (format == "html") print "<table><tr><th>What people set</th><th>What is said</th><th>What it really does</th><th>Evidence</th></tr>"
	for (i = 1; i <= advices; i++) {
		split(advice[i], f, "|")
		n = split(f[4], c, " ")
		text = ""
		for (k = 1; k <= n; k++)
			text = text (k > 1 && format == "html" ? "<br>" : "") \
				(format == "html" ? "<a href=\"#" c[k] "\" title=\"" esc(text_of[c[k]]) "\">" c[k] "</a> " : "\n" c[k] " ") mark(verdicts(c[k])) \
				(format == "html" ? " <small>" esc(evidence(c[k])) "</small>" : ". " evidence(c[k]))
		if (format == "html")
			print "<tr><td><code>" esc(f[1]) "</code></td><td>" esc(f[2]) "</td><td>" esc(f[3]) "</td><td>" text "</td></tr>"
		else
			{
				print "\n* " f[1] "\n" wrap("said: " f[2], "    ") "\n" wrap(f[3], "    ")
				n = split(text, c, "\n")
				for (k = 2; k <= n; k++) print wrap(c[k], "        ")
			}
	}
	if (format == "html") print "</table>"
}

function all_claims(total, i, id, n, x, k, links) {
	heading(2, "The claims, one by one")
	if (format == "html") print "<table><tr><th></th><th>Claim</th><th>Said by</th><th>Verdict</th><th>Shown by</th></tr>"
	for (i = 1; i <= total; i++) {
		id = "C" i
		n = split(experiments_of[id], x, " ")
		links = ""
		for (k = 1; k <= n; k++)
			links = links (k > 1 ? ", " : "") (format == "html" ? "<a href=\"#" x[k] "\">" x[k] "</a>" : x[k])
		if (format == "html")
			print "<tr id=\"" id "\"><td>" id "</td><td>" esc(text_of[id]) "</td><td>" esc(source_of[id]) "</td><td>" mark(verdicts(id)) "</td><td>" links "</td></tr>"
		else {
			print "\n" wrap(id ": " text_of[id] (source_of[id] == "" ? "" : " (" source_of[id] ")"), "")
			print wrap(toupper(verdicts(id)) (links == "" ? "" : " - " links), "    ")
		}
	}
	if (format == "html") print "</table>"
}

function picture(name, line, file) {
	file = work "/plot-" name ".svg"
	if (format != "html") return
	while ((getline line <file) > 0)
		if (line !~ /^<\?xml|^<!DOCTYPE|"http:\/\/www.w3.org\/Graphics/) print line
	close(file)
}

# one_experiment NAME: a row for each case, a column for each kernel.
function one_experiment(e, n, k, i, id, c, p, key, kernels, w, line) {
	if (format == "html") print "<section id=\"" e "\">"
	heading(3, e ": " title[e])
	n = split(claims[e], c, " ")
	for (i = 1; i <= n; i++)
		if (format == "html")
			print "<p class=\"claim\"><a href=\"#" c[i] "\">" c[i] "</a> " esc(said[e, c[i]]) ": " mark(verdicts(c[i])) "</p>"
		else
			print wrap(c[i] " " said[e, c[i]] ": " toupper(verdicts(c[i])), "")
	n = split(ran[e], kernels, " ")
	if (format == "html") {
		print "<table class=\"cases\"><tr><th></th><th>What</th><th>Expected</th>"
		for (k = 1; k <= n; k++) print "<th>" kernels[k] "</th>"
		print "</tr>"
	}
	for (i = 1; i <= count[e]; i++) {
		split(cases[e, i], p, SUBSEP)
		key = e SUBSEP cases[e, i]
		line = ""
		w = ""
		for (k = 1; k <= n; k++) {
			if (!((key, kernels[k]) in measured)) { line = line "<td></td>"; continue }
			if (w == "") w = expected[key, kernels[k]]
			else if (w != expected[key, kernels[k]]) w = "by kernel"
			line = line "<td" (result[key, kernels[k]] == "ok" ? "" : " class=\"bad\"") ">" esc(measured[key, kernels[k]]) "</td>"
		}
		if (format == "html") {
			if (w == "by kernel") {
				w = ""
				for (k = 1; k <= n; k++)
					if ((key, kernels[k]) in expected) w = w (w == "" ? "" : "<br>") kernels[k] ": " esc(expected[key, kernels[k]])
			} else w = esc(w)
			print "<tr><td>" p[1] "</td><td>" esc(p[2]) "</td><td>" w "</td>" line "</tr>"
			continue
		}
		print wrap(p[1] " " p[2], "  ")
		for (k = 1; k <= n; k++)
			if ((key, kernels[k]) in measured)
				printf "      %-9s expected %s, measured %s%s\n", kernels[k], expected[key, kernels[k]], measured[key, kernels[k]],
					result[key, kernels[k]] == "ok" ? "" : "   <-- OTHERWISE"
	}
	if (format == "html") print "</table>"
	if (notes[e] != "") print format == "html" ? "<p>" esc(notes[e]) "</p>" : "\n" notes[e]
	for (k = 1; k <= n; k++)
		if (wires[e, kernels[k]] != "") {
			if (format == "html")
				print "<details><summary>On the wire, kernel " kernels[k] "</summary><pre>" esc(wires[e, kernels[k]]) "</pre></details>"
			else if (k == n)
				print "\n  on the wire, kernel " kernels[k] ":\n" wires[e, kernels[k]]
		}
	n = split(plots[e], p, " ")
	for (i = 1; i <= n; i++) picture(p[i])
	if (format == "html") print "</section>"
}

END {
	if (format == "html") {
		print "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>TIME_WAIT, as it is</title>"
		print "<meta name=\"viewport\" content=\"width=device-width\"><style>"
		print "body { font: 16px/1.5 sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }"
		print "table { border-collapse: collapse; width: 100%; font-size: 0.9rem } th { text-align: left; border-bottom: 2px solid #888 }"
		print "td { border-bottom: 1px solid #ddd; vertical-align: top } td, th { padding: 0.3rem 0.6rem 0.3rem 0 } code, pre { font-size: 0.85rem }"
		print "pre { overflow-x: auto; background: #f6f6f6; padding: 0.5rem } .claim { margin: 0.2rem 0 } svg { max-width: 100%; height: auto }"
		print "section { overflow-x: auto }"
		print ".yes { color: #17632b; font-weight: bold } .no { color: #8a3b00; font-weight: bold } .bad { color: #fff; background: #b00020; padding: 0 0.3rem }"
		print "</style></head><body><h1>TIME_WAIT, as it is</h1>"
	}
	n = 0
	for (k in release) list = list (n++ ? ", " : "") k " (" release[k] ")"
	paragraph("Experiments on real kernels about what people configure TIME_WAIT by. Each figure below was measured in this run, on " list ".")
	paragraph("Verdicts are of what is said: it holds, does not hold, or changed in a version. OTHERWISE would mean that a kernel did not do as its experiment states.")
	first_page()
	all_claims(claims_total)
	heading(2, "The experiments")
	for (i = 1; i <= experiments; i++) one_experiment(order[i])
	if (format == "html") print "</body></html>"
}
