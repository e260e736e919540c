package store

import "xinhuan/internal/care"

// pupilOf says that a person was a pupil of a unit or below it in a stretch of days;
// the unit is $2, the days are $3 and $4.
func pupilOf(person string) string {
	return `EXISTS (SELECT 1 FROM tie t JOIN unit_path p ON p.region = t.region AND p.descendant = t.unit AND p.ancestor = $2
		WHERE t.region = $1 AND t.person = ` + person + ` AND t.kind IN ('enrolled', 'followed') AND t.from_on <= $4 AND (t.until_on = '' OR t.until_on >= $3))`
}

// Span is a stretch of days.
type Span struct{ From, To care.Date }

func (s Span) args(tx *Tx, unit care.ID) []any {
	return []any{tx.Region, unit, s.From, s.To, care.MillisOf(s.From.Time()), care.MillisOf(s.To.AddDays(1).Time()) - 1}
}

// FormCounts counts the sheets of each form that were filed about the pupils of a
// unit in a stretch of days; amendments are no further sheets.
func (tx *Tx) FormCounts(unit care.ID, s Span) (map[string]int, error) {
	counts := map[string]int{}
	_, err := all(tx, "count records", func(r row) (form string, err error) {
		var n int
		err = r.Scan(&form, &n)
		counts[form] = n
		return form, err
	}, "SELECT r.form, count(*) FROM record r WHERE r.region = $1 AND COALESCE(r.amends, 0) = 0 AND r.at >= $5 AND r.at <= $6 AND "+pupilOf("r.person")+" GROUP BY r.form", s.args(tx, unit)...)
	return counts, err
}

// NewLevels counts the pupils of a unit whose care reached each level in a stretch of
// days for the first time.
func (tx *Tx) NewLevels(unit care.ID, s Span) (map[care.Level]int, error) {
	counts := map[care.Level]int{}
	_, err := all(tx, "count levels", func(r row) (level care.Level, err error) {
		var n int
		err = r.Scan(&level, &n)
		counts[level] = n
		return level, err
	}, `SELECT l.level, count(DISTINCT l.episode) FROM level_change l JOIN episode e ON e.region = l.region AND e.id = l.episode AND e.programme = 'student_care'
		WHERE l.region = $1 AND l.at >= $5 AND l.at <= $6 AND `+pupilOf("l.person")+`
		AND NOT EXISTS (SELECT 1 FROM level_change b WHERE b.region = l.region AND b.episode = l.episode AND b.level >= l.level AND b.at < l.at) GROUP BY l.level`, s.args(tx, unit)...)
	return counts, err
}

// Closed counts the pupils of a unit whose care was closed in a stretch of days.
func (tx *Tx) Closed(unit care.ID, s Span) (int, error) {
	return one(tx, "count closed", scalar[int], "SELECT count(*) FROM episode e WHERE e.region = $1 AND e.programme = 'student_care' AND e.state = 'closed' AND e.closed_at >= $5 AND e.closed_at <= $6 AND "+
		pupilOf("e.person"), s.args(tx, unit)...)
}

// InTime counts the duties of a kind about the pupils of a unit that fell due in a
// stretch of days and were not dropped, and those done by then.
func (tx *Tx) InTime(unit care.ID, kind string, s Span) (done, due int, err error) {
	_, err = one(tx, "count duties", func(r row) (int, error) {
		err := r.Scan(&done, &due)
		return due, err
	}, `SELECT count(*) FILTER (WHERE d.state = 'done' AND d.done_at <= d.due_at), count(*) FROM duty d
		WHERE d.region = $1 AND d.due_at >= $5 AND d.due_at <= $6 AND d.state <> 'void' AND (d.rule = CAST($7 AS TEXT) OR d.rule LIKE CAST($7 AS TEXT) || '.%') AND `+pupilOf("d.person"), append(s.args(tx, unit), kind)...)
	return done, due, err
}
