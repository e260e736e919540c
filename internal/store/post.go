package store

import (
	"fmt"
	"strings"

	"xinhuan/internal/care"
)

const postColumns = "p.id, p.unit, p.role, p.substitute, p.closed_on"

func scanPost(r row) (p care.Post, err error) {
	err = r.Scan(&p.ID, &p.Unit, &p.Role, &p.Substitute, &p.ClosedOn)
	return p, err
}

// InsertPost adds a seat.
func (tx *Tx) InsertPost(p care.Post) error {
	return tx.exec("INSERT INTO post (region, id, unit, role, substitute, closed_on) VALUES ($1, $2, $3, $4, $5, $6)",
		tx.Region, p.ID, p.Unit, p.Role, p.Substitute, p.ClosedOn)
}

// SetSubstitute names the post that acts while this one is vacant.
func (tx *Tx) SetSubstitute(post, substitute care.ID) error {
	return tx.must("set substitute", "UPDATE post SET substitute = $3 WHERE region = $1 AND id = $2", tx.Region, post, substitute)
}

// Post reads one post.
func (tx *Tx) Post(id care.ID) (care.Post, error) {
	return one(tx, "read post", scanPost, "SELECT "+postColumns+" FROM post p WHERE p.region = $1 AND p.id = $2", tx.Region, id)
}

// PostsAt lists the open posts of a unit.
func (tx *Tx) PostsAt(unit care.ID) ([]care.Post, error) {
	return all(tx, "list posts", scanPost, "SELECT "+postColumns+" FROM post p WHERE p.region = $1 AND p.unit = $2 AND p.closed_on = '' ORDER BY p.role, p.id",
		tx.Region, unit)
}

// PostsOf lists the open posts with a role at a unit, held ones first.
func (tx *Tx) PostsOf(unit care.ID, role care.Role) ([]care.Post, error) {
	return all(tx, "list posts", scanPost, "SELECT "+postColumns+` FROM post p WHERE p.region = $1 AND p.unit = $2 AND p.role = $3 AND p.closed_on = ''
		ORDER BY (SELECT count(*) FROM holding h WHERE h.region = p.region AND h.post = p.id AND h.until_on = '') DESC, p.id`, tx.Region, unit, role)
}

// PostAbove is a post on the way up from a unit.
type PostAbove struct {
	care.Post
	Depth int  // 0 = at the unit itself
	Held  bool // somebody sits there
}

// PostsAbove lists the open posts with one of the roles at a unit and above it,
// nearest first, held ones before vacant ones.
func (tx *Tx) PostsAbove(unit care.ID, roles ...care.Role) ([]PostAbove, error) {
	args := []any{tx.Region, unit}
	var in strings.Builder
	for i, r := range roles {
		args = append(args, r)
		fmt.Fprintf(&in, ",$%d", i+3)
	}
	return all(tx, "list posts above", func(r row) (p PostAbove, err error) {
		var held int
		err = r.Scan(&p.ID, &p.Unit, &p.Role, &p.Substitute, &p.ClosedOn, &p.Depth, &held)
		p.Held = held > 0
		return p, err
	}, "SELECT "+postColumns+`, u.depth, (SELECT count(*) FROM holding h WHERE h.region = p.region AND h.post = p.id AND h.until_on = '') AS held
		FROM unit_path u JOIN post p ON p.region = u.region AND p.unit = u.ancestor
		WHERE u.region = $1 AND u.descendant = $2 AND p.closed_on = '' AND p.role IN (`+in.String()[1:]+`)
		ORDER BY u.depth, held DESC, p.id`, args...)
}

// PostsBelow lists the open posts with a role in a subtree.
func (tx *Tx) PostsBelow(ancestor care.ID, role care.Role) ([]care.Post, error) {
	return all(tx, "list posts", scanPost, "SELECT "+postColumns+` FROM unit_path t JOIN post p ON p.region = t.region AND p.unit = t.descendant
		WHERE t.region = $1 AND t.ancestor = $2 AND p.role = $3 AND p.closed_on = '' ORDER BY p.id`, tx.Region, ancestor, role)
}

// InsertHolding puts a person into a post.
func (tx *Tx) InsertHolding(h care.Holding) error {
	return tx.exec("INSERT INTO holding (region, id, post, person, from_on, until_on) VALUES ($1, $2, $3, $4, $5, $6)",
		tx.Region, h.ID, h.Post, h.Person, h.FromOn, h.UntilOn)
}

// EndHolding takes a person out of a post; access ends with the commit.
func (tx *Tx) EndHolding(post, person care.ID) error {
	return tx.must("end holding", "UPDATE holding SET until_on = $4 WHERE region = $1 AND post = $2 AND person = $3 AND until_on = ''",
		tx.Region, post, person, tx.Today)
}

// Holder reads who holds a post now; NotFound when it is vacant.
func (tx *Tx) Holder(post care.ID) (care.ID, error) {
	return one(tx, "read holder", scalar[care.ID], "SELECT person FROM holding WHERE region = $1 AND post = $2 AND until_on = '' ORDER BY id LIMIT 1",
		tx.Region, post)
}

// HeldPosts lists the posts a person holds now.
func (tx *Tx) HeldPosts(person care.ID) ([]care.Post, error) {
	return all(tx, "list held posts", scanPost, "SELECT "+postColumns+` FROM holding h JOIN post p ON p.region = h.region AND p.id = h.post
		WHERE h.region = $1 AND h.person = $2 AND h.until_on = '' AND p.closed_on = '' ORDER BY p.id`, tx.Region, person)
}

// HolderOf is a post with whoever holds it now, 0 while it is vacant.
type HolderOf struct {
	care.Post
	Person care.ID
}

// HoldersOf reads posts with their holders.
func (tx *Tx) HoldersOf(posts []care.ID) ([]HolderOf, error) {
	return lookup(tx, "read holders", func(r row) (h HolderOf, err error) {
		err = r.Scan(&h.ID, &h.Unit, &h.Role, &h.Substitute, &h.ClosedOn, &h.Person)
		return h, err
	}, func(list string) string {
		return "SELECT " + postColumns + `, coalesce((SELECT h.person FROM holding h WHERE h.region = p.region AND h.post = p.id AND h.until_on = '' ORDER BY h.id LIMIT 1), 0)
			FROM post p WHERE p.region = $1 AND p.id IN (` + list + ") ORDER BY p.id"
	}, []any{tx.Region}, posts)
}

// AnsweredPosts lists the posts that a person answers for now: those he holds, and the
// vacant ones for which one of them acts, as Acting finds it.
func (tx *Tx) AnsweredPosts(person care.ID) ([]care.Post, error) {
	return all(tx, "list answered posts", scanPost, `WITH RECURSIVE seat (id, step) AS (
			SELECT h.post, 0 FROM holding h WHERE h.region = $1 AND h.person = $2 AND h.until_on = ''
			UNION SELECT p.id, s.step + 1 FROM seat s JOIN post p ON p.region = $1 AND p.substitute = s.id
			WHERE s.step < 7 AND NOT EXISTS (SELECT 1 FROM holding h WHERE h.region = p.region AND h.post = p.id AND h.until_on = ''))
		SELECT `+postColumns+" FROM post p WHERE p.region = $1 AND p.id IN (SELECT id FROM seat) ORDER BY p.id", tx.Region, person)
}

// Acting finds the post that acts for a post: itself when somebody sits there,
// else its substitute, followed at most eight steps; 0 when all are vacant.
func (tx *Tx) Acting(post care.ID) (care.ID, error) {
	for step := 0; post != 0 && step < 8; step++ {
		_, err := tx.Holder(post)
		if err == nil {
			return post, nil
		}
		if care.KindOf(err) != care.NotFound {
			return 0, err
		}
		p, err := tx.Post(post)
		if err != nil {
			return 0, err
		}
		post = p.Substitute
	}
	return 0, nil
}

// SeatsMark is another text when somebody took or left a seat, or a post was added,
// closed or given another substitute.
func (tx *Tx) SeatsMark() (string, error) {
	return one(tx, "mark seats", func(r row) (string, error) {
		var taken, left, posts, closed, substitutes int64
		err := r.Scan(&taken, &left, &posts, &closed, &substitutes)
		return fmt.Sprintf("%d.%d.%d.%d.%d", taken, left, posts, closed, substitutes), err
	}, `SELECT (SELECT count(*) FROM holding WHERE region = $1), (SELECT count(*) FROM holding WHERE region = $1 AND until_on <> ''),
		count(*), count(*) FILTER (WHERE closed_on <> ''), CAST(coalesce(sum(id % 1000003 * (substitute % 1009)), 0) AS BIGINT) FROM post WHERE region = $1`, tx.Region)
}

// HoldersBelow lists the people who hold a post in a subtree now, each once.
func (tx *Tx) HoldersBelow(ancestor care.ID) ([]care.ID, error) {
	return all(tx, "list holders", scalar[care.ID], `SELECT DISTINCT h.person FROM unit_path t JOIN post p ON p.region = t.region AND p.unit = t.descendant
		JOIN holding h ON h.region = p.region AND h.post = p.id WHERE t.region = $1 AND t.ancestor = $2 AND h.until_on = '' AND p.closed_on = '' ORDER BY h.person`, tx.Region, ancestor)
}
