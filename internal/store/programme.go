package store

import (
	"fmt"

	"xinhuan/internal/care"
)

// OpenEpisodesAfter pages through the open episodes of all programmes but pupil
// care, by id.
func (tx *Tx) OpenEpisodesAfter(after care.ID, limit int) ([]care.Episode, error) {
	return all(tx, "list open episodes", scanEpisode, "SELECT "+episodeColumns+` FROM episode e
		WHERE e.region = $1 AND e.state = 'open' AND e.programme <> 'student_care' AND e.id > $2 ORDER BY e.id LIMIT CAST($3 AS BIGINT)`, tx.Region, int64(after), limit)
}

// EachOpenEpisode hands over every open episode of every programme.
func (tx *Tx) EachOpenEpisode(fn func(care.Episode) error) error {
	return pages(func(last *care.Episode) ([]care.Episode, error) {
		after := care.ID(0)
		if last != nil {
			after = last.ID
		}
		return all(tx, "list open episodes", scanEpisode, "SELECT "+episodeColumns+` FROM episode e
			WHERE e.region = $1 AND e.state = 'open' AND e.id > $2 ORDER BY e.id LIMIT CAST($3 AS BIGINT)`, tx.Region, int64(after), pageRows)
	}, fn)
}

// EpisodesTied lists the open episodes, pupil care apart, of persons with a
// current tie in a subtree: those whom a newly filled seat there may be for.
func (tx *Tx) EpisodesTied(ancestor care.ID) ([]care.Episode, error) {
	return all(tx, "list episodes of unit", scanEpisode, "SELECT "+episodeColumns+` FROM episode e
		WHERE e.region = $1 AND e.state = 'open' AND e.programme <> 'student_care' AND EXISTS (SELECT 1 FROM tie t
			JOIN unit_path p ON p.region = t.region AND p.descendant = t.unit AND p.ancestor = $2
			WHERE t.region = e.region AND t.person = e.person AND t.until_on = '') ORDER BY e.id`, tx.Region, ancestor)
}

// SetContact notes the day on which somebody was last reached; never an earlier one.
func (tx *Tx) SetContact(episode care.ID, on care.Date) error {
	return tx.exec("UPDATE episode SET contact_on = $3 WHERE region = $1 AND id = $2 AND contact_on < $3", tx.Region, episode, on)
}

// SetTieState says how a person lives where he is at home.
func (tx *Tx) SetTieState(id care.ID, state care.HomeState) error {
	return tx.must("set tie state", "UPDATE tie SET state = $3 WHERE region = $1 AND id = $2 AND until_on = ''", tx.Region, id, state)
}

// ProgrammeQuery narrows a list of a programme's open episodes.
type ProgrammeQuery struct {
	Programme care.Programme
	Level     care.Level // -1 = all
	Late      bool       // only those with a duty past its time
	Limit     int
	Offset    int
}

// programmeClause takes five arguments from next on; the last is now.
func programmeClause(next int) string {
	n := func(i int) string { return fmt.Sprintf("$%d", next+i) }
	return `e.state = 'open' AND e.programme = ` + n(0) + ` AND (e.level = ` + n(1) + ` OR ` + n(1) + ` < 0)
		AND EXISTS (SELECT 1 FROM tie t JOIN unit_path p ON p.region = t.region AND p.descendant = t.unit
			WHERE t.region = e.region AND t.person = e.person AND t.until_on = '' AND p.ancestor = ` + n(2) + `)
		AND (` + n(3) + ` = 0 OR EXISTS (SELECT 1 FROM duty ld WHERE ld.region = e.region AND ld.person = e.person AND ld.ref = 'episode' AND ld.ref_id = e.id
			AND ld.state = 'open' AND ld.due_at < ` + n(4) + `))`
}

func (tx *Tx) programmeArgs(ancestor care.ID, q ProgrammeQuery) []any {
	late := 0
	if q.Late {
		late = 1
	}
	return []any{string(q.Programme), int64(q.Level), int64(ancestor), int64(late), tx.Now}
}

// EpisodesFound lists the open episodes of a programme in a subtree that the
// filter lets through: first due, and therefore late ones, first.
func (tx *Tx) EpisodesFound(f Filter, ancestor care.ID, q ProgrammeQuery) ([]care.Episode, error) {
	clause, args := f.clause("e.person", 9)
	return all(tx, "list programme", scanEpisode, "SELECT "+episodeColumns+` FROM episode e WHERE e.region = $1 AND `+programmeClause(4)+` AND `+clause+`
		ORDER BY e.next_on, e.level DESC, e.id LIMIT CAST($2 AS BIGINT) OFFSET CAST($3 AS BIGINT)`, append(append([]any{tx.Region, q.Limit, q.Offset}, tx.programmeArgs(ancestor, q)...), args...)...)
}

// CountEpisodesFound counts what EpisodesFound would list without its limit.
func (tx *Tx) CountEpisodesFound(f Filter, ancestor care.ID, q ProgrammeQuery) (int, error) {
	clause, args := f.clause("e.person", 7)
	return one(tx, "count programme", scalar[int], "SELECT count(*) FROM episode e WHERE e.region = $1 AND "+programmeClause(2)+" AND "+clause,
		append(append([]any{tx.Region}, tx.programmeArgs(ancestor, q)...), args...)...)
}

// LevelProposal is a lower level that one person proposed and a second one judges.
type LevelProposal struct {
	ID       care.ID
	Episode  care.ID
	Person   care.ID
	Level    care.Level
	ByPost   care.ID
	ByPerson care.ID
	At       care.Millis
	Reason   []byte
}

// InsertLevelProposal adds a proposal; an episode has one open at most.
func (tx *Tx) InsertLevelProposal(p LevelProposal) error {
	err := tx.exec(`INSERT INTO level_proposal (region, id, episode, person, level, by_post, by_person, at, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		tx.Region, p.ID, p.Episode, p.Person, p.Level, p.ByPost, p.ByPerson, tx.Now, p.Reason)
	if duplicate(err) {
		return care.Fail(care.Conflict, "propose level", "已经提出过，正在等第二人判断", "this was proposed already and waits for a second person")
	}
	return err
}

// LevelProposal reads an episode's open proposal; NotFound without one.
func (tx *Tx) LevelProposal(episode care.ID) (LevelProposal, error) {
	return one(tx, "read proposal", func(r row) (p LevelProposal, err error) {
		err = r.Scan(&p.ID, &p.Episode, &p.Person, &p.Level, &p.ByPost, &p.ByPerson, &p.At, &p.Reason)
		return p, err
	}, `SELECT id, episode, person, level, by_post, by_person, at, reason FROM level_proposal
		WHERE region = $1 AND episode = $2 AND ended_at IS NULL`, tx.Region, episode)
}

// LeftObjecting lists a person's episodes of a programme that were left while an
// objection, a proposal of no level, waited.
func (tx *Tx) LeftObjecting(person care.ID, programme care.Programme) ([]care.ID, error) {
	return all(tx, "list objections", scalar[care.ID], `SELECT DISTINCT p.episode FROM level_proposal p
		JOIN episode e ON e.region = p.region AND e.id = p.episode
		WHERE p.region = $1 AND p.person = $2 AND e.programme = $3 AND p.level = 0 AND p.ended_as = 'left' ORDER BY p.episode`, tx.Region, person, programme)
}

// EndLevelProposal ends an episode's open proposal, if there is one.
func (tx *Tx) EndLevelProposal(episode care.ID, as string) error {
	return tx.exec("UPDATE level_proposal SET ended_at = $3, ended_as = $4 WHERE region = $1 AND episode = $2 AND ended_at IS NULL", tx.Region, episode, tx.Now, as)
}
