package store

import (
	"fmt"

	"xinhuan/internal/care"
)

// EpisodesOwned lists the open episodes a post is responsible for, gravest first.
func (tx *Tx) EpisodesOwned(post care.ID) ([]care.Episode, error) {
	return all(tx, "list owned episodes", scanEpisode, "SELECT "+episodeColumns+` FROM episode e
		WHERE e.region = $1 AND e.owner_post = $2 AND e.state = 'open' ORDER BY e.level DESC, e.next_on, e.id`, tx.Region, post)
}

// FlagsProposed lists the open flags of a subtree whose end one person proposed
// and a second one has to judge.
func (tx *Tx) FlagsProposed(ancestor care.ID) ([]care.Flag, error) {
	return all(tx, "list proposed ends", scanFlag, "SELECT "+flagColumns+` FROM flag f
		JOIN unit_path p ON p.region = f.region AND p.descendant = f.school AND p.ancestor = $2
		WHERE f.region = $1 AND f.state = 'open' AND f.proposed <> '' ORDER BY f.suggested DESC, f.opened_at, f.id`, tx.Region, ancestor)
}

// NoticesDoubted lists the held notices of a subtree on which somebody has
// voted, so that a second person is needed.
func (tx *Tx) NoticesDoubted(ancestor care.ID) ([]care.Notice, error) {
	return all(tx, "list doubted notices", scanNotice, "SELECT "+noticeColumns+` FROM notice n
		JOIN unit_path p ON p.region = n.region AND p.descendant = n.school AND p.ancestor = $2
		WHERE n.region = $1 AND n.state = 'held' AND EXISTS (SELECT 1 FROM safety_vote v WHERE v.region = n.region AND v.notice = n.id)
		ORDER BY n.level DESC, n.created_at, n.id`, tx.Region, ancestor)
}

// NoticesVisible lists the notices the filter lets through in a subtree, those
// that are not yet acknowledged first.
func (tx *Tx) NoticesVisible(f Filter, ancestor care.ID, limit int) ([]care.Notice, error) {
	clause, args := f.clause("n.person", 4)
	return all(tx, "list notices", scanNotice, "SELECT "+noticeColumns+` FROM notice n
		JOIN unit_path p ON p.region = n.region AND p.descendant = n.school AND p.ancestor = $2
		WHERE n.region = $1 AND `+clause+`
		ORDER BY CASE n.state WHEN 'held' THEN 0 WHEN 'waiting' THEN 1 WHEN 'sent' THEN 2 ELSE 3 END, n.level DESC, n.created_at DESC, n.id DESC LIMIT CAST($3 AS BIGINT)`,
		append([]any{tx.Region, ancestor, limit}, args...)...)
}

// FlagQuery narrows a list of flags.
type FlagQuery struct {
	State    care.FlagState // "" = all
	Level    care.Level     // suggested; -1 = all
	Campaign care.ID        // whose round waits for it; 0 = all
	Late     bool           // only those whose interview is past its time
	Limit    int
	Offset   int
}

func (q FlagQuery) clause(next int) (string, []any) {
	late := 0
	if q.Late {
		late = 1
	}
	n := func(i int) string { return "$" + string(rune('0'+next+i)) }
	return `(f.state = ` + n(0) + ` OR ` + n(0) + ` = '') AND (f.suggested = ` + n(1) + ` OR ` + n(1) + ` < 0) AND (CAST(` + n(2) + ` AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM flag_round lr
			WHERE lr.region = f.region AND lr.flag = f.id AND lr.campaign = ` + n(2) + `))
		AND (` + n(3) + ` = 0 OR (f.state = 'open' AND EXISTS (SELECT 1 FROM duty ld WHERE ld.region = f.region AND ld.ref = 'flag' AND ld.ref_id = f.id
			AND ld.state = 'open' AND ld.due_at < ` + n(4) + `)))`, []any{string(q.State), int64(q.Level), int64(q.Campaign), int64(late)}
}

// FlagsFound lists the flags the filter lets through in a subtree: open ones
// first, then gravest and oldest.
func (tx *Tx) FlagsFound(f Filter, ancestor care.ID, q FlagQuery) ([]care.Flag, error) {
	narrow, nargs := q.clause(5)
	clause, args := f.clause("f.person", 10)
	return all(tx, "list flags", scanFlag, "SELECT "+flagColumns+` FROM flag f
		JOIN unit_path p ON p.region = f.region AND p.descendant = f.school AND p.ancestor = $2
		WHERE f.region = $1 AND `+narrow+` AND `+clause+`
		ORDER BY CASE f.state WHEN 'open' THEN 0 ELSE 1 END, f.critical DESC, f.suggested DESC, f.opened_at, f.id LIMIT CAST($3 AS BIGINT) OFFSET CAST($4 AS BIGINT)`,
		append(append([]any{tx.Region, ancestor, q.Limit, q.Offset}, append(nargs, tx.Now)...), args...)...)
}

// CountFlagsFound counts what FlagsFound would list without its limit.
func (tx *Tx) CountFlagsFound(f Filter, ancestor care.ID, q FlagQuery) (int, error) {
	narrow, nargs := q.clause(3)
	clause, args := f.clause("f.person", 8)
	return one(tx, "count flags", scalar[int], `SELECT count(*) FROM flag f
		JOIN unit_path p ON p.region = f.region AND p.descendant = f.school AND p.ancestor = $2
		WHERE f.region = $1 AND `+narrow+` AND `+clause, append(append([]any{tx.Region, ancestor}, append(nargs, tx.Now)...), args...)...)
}

// FlagCount is where the flags of a school stand.
type FlagCount struct {
	School  care.ID
	Waiting int // open, and nobody has talked with the pupil yet
	Met     int // open, and an interview is on file
	Ended   int
	Late    int // of those waiting: past their time
}

// FlagCounts counts the flags of a subtree by school: those whose meeting one
// round asks for (0 = all).
func (tx *Tx) FlagCounts(ancestor, campaign care.ID) ([]FlagCount, error) {
	return all(tx, "count flags by school", func(r row) (c FlagCount, err error) {
		err = r.Scan(&c.School, &c.Waiting, &c.Met, &c.Ended, &c.Late)
		return c, err
	}, `SELECT s.school, count(*) FILTER (WHERE s.state = 'open' AND s.met = 0), count(*) FILTER (WHERE s.state = 'open' AND s.met > 0),
		count(*) FILTER (WHERE s.state <> 'open'), count(*) FILTER (WHERE s.state = 'open' AND s.met = 0 AND s.late > 0)
		FROM (SELECT f.school, f.state,
			(SELECT count(*) FROM record c WHERE c.region = f.region AND c.ref = 'flag' AND c.ref_id = f.id AND c.form = 'f5_interview') AS met,
			(SELECT count(*) FROM duty d WHERE d.region = f.region AND d.ref = 'flag' AND d.ref_id = f.id AND d.state = 'open' AND d.due_at < $4) AS late
			FROM flag f JOIN unit_path p ON p.region = f.region AND p.descendant = f.school AND p.ancestor = $2
			WHERE f.region = $1 AND (CAST($3 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM flag_round r WHERE r.region = f.region AND r.flag = f.id AND r.campaign = $3))) s
		GROUP BY s.school ORDER BY s.school`, tx.Region, ancestor, int64(campaign), tx.Now)
}

// SchoolCount is a number of pupils in a school.
type SchoolCount struct {
	School care.ID
	N      int
}

// PupilCounts counts the enrolled pupils of each school in a subtree.
func (tx *Tx) PupilCounts(ancestor care.ID) ([]SchoolCount, error) {
	return all(tx, "count pupils", func(r row) (c SchoolCount, err error) {
		err = r.Scan(&c.School, &c.N)
		return c, err
	}, `SELECT s.id, count(*) FROM unit s
		JOIN unit_path a ON a.region = s.region AND a.descendant = s.id AND a.ancestor = $2
		JOIN unit_path d ON d.region = s.region AND d.ancestor = s.id
		JOIN tie t ON t.region = d.region AND t.unit = d.descendant AND t.kind = 'enrolled' AND t.until_on = ''
		WHERE s.region = $1 AND s.kind = 'school' GROUP BY s.id ORDER BY s.id`, tx.Region, ancestor)
}

// Seated is somebody in a seat.
type Seated struct {
	Person care.ID
	Post   care.Post
}

// SeatedWaiting lists who sits in a post for which something may wait: a duty due
// before an instant, an unread notice, an alert, a test alert; with of, every seat of
// these roles too. A person's seats come together.
func (tx *Tx) SeatedWaiting(before care.Millis, of ...care.Role) ([]Seated, error) {
	args := []any{tx.Region, before}
	roles := "''"
	for _, r := range of {
		args = append(args, string(r))
		roles += fmt.Sprintf(", $%d", len(args))
	}
	return all(tx, "list seats", func(r row) (s Seated, err error) {
		err = r.Scan(&s.Person, &s.Post.ID, &s.Post.Unit, &s.Post.Role)
		return s, err
	}, `SELECT h.person, p.id, p.unit, p.role FROM holding h JOIN post p ON p.region = h.region AND p.id = h.post
		WHERE h.region = $1 AND h.until_on = '' AND p.closed_on = '' AND (p.role IN (`+roles+`) OR p.id IN (
			SELECT post FROM duty WHERE region = $1 AND state = 'open' AND due_at < $2
			UNION SELECT to_post FROM notice WHERE region = $1 AND state = 'sent' AND to_post IS NOT NULL
			UNION SELECT c.post FROM alert a JOIN alert_call c ON c.region = a.region AND c.alert = a.id WHERE a.region = $1 AND a.state <> 'ended'
			UNION SELECT d.post FROM alert_drill d WHERE d.region = $1 AND NOT `+drillStands+`))
		ORDER BY h.person, p.id`, args...)
}
