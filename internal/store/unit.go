package store

import (
	"fmt"

	"xinhuan/internal/care"
)

const unitColumns = "u.id, u.parent, u.kind, u.code, u.name, u.stage, u.entry, u.number, u.opened_on, u.closed_on"

func scanUnit(r row) (u care.Unit, err error) {
	err = r.Scan(&u.ID, &u.Parent, &u.Kind, &u.Code, &u.Name, &u.Stage, &u.Entry, &u.Number, &u.OpenedOn, &u.ClosedOn)
	return u, err
}

// InsertUnit adds a unit below its parent and extends the closure table.
func (tx *Tx) InsertUnit(u care.Unit) error {
	err := tx.exec(`INSERT INTO unit (region, id, parent, kind, code, name, stage, entry, number, opened_on, closed_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.Region, u.ID, u.Parent, u.Kind, u.Code, u.Name, u.Stage, u.Entry, u.Number, u.OpenedOn, u.ClosedOn)
	if duplicate(err) {
		return care.Fail(care.Conflict, "insert unit", "这个单位已经存在", "this unit exists already")
	}
	if err != nil {
		return fmt.Errorf("store: insert unit: %w", err)
	}
	return tx.exec(`INSERT INTO unit_path (region, ancestor, descendant, depth)
		SELECT region, ancestor, CAST($3 AS BIGINT), depth + 1 FROM unit_path WHERE region = $1 AND descendant = $2
		UNION ALL SELECT CAST($1 AS BIGINT), CAST($3 AS BIGINT), CAST($3 AS BIGINT), 0`, tx.Region, int64(u.Parent), int64(u.ID))
}

// UpdateUnit renames a unit or closes it.
func (tx *Tx) UpdateUnit(u care.Unit) error {
	return tx.must("update unit", "UPDATE unit SET name = $3, code = $4, closed_on = $5 WHERE region = $1 AND id = $2",
		tx.Region, u.ID, u.Name, u.Code, u.ClosedOn)
}

// Unit reads one unit.
func (tx *Tx) Unit(id care.ID) (care.Unit, error) {
	return one(tx, "read unit", scanUnit, "SELECT "+unitColumns+" FROM unit u WHERE u.region = $1 AND u.id = $2", tx.Region, id)
}

// Root reads the region's topmost unit.
func (tx *Tx) Root() (care.Unit, error) {
	return one(tx, "read root", scanUnit, "SELECT "+unitColumns+" FROM unit u WHERE u.region = $1 AND u.parent IS NULL", tx.Region)
}

// Below lists the units of a kind in a subtree ("" = every kind), schools and
// villages by code and name, classes by stage, entry year and number.
func (tx *Tx) Below(ancestor care.ID, kind care.UnitKind) ([]care.Unit, error) {
	return all(tx, "list units", scanUnit, "SELECT "+unitColumns+` FROM unit_path p JOIN unit u ON u.region = p.region AND u.id = p.descendant
		WHERE p.region = $1 AND p.ancestor = $2 AND (u.kind = CAST($3 AS TEXT) OR $3 = '') AND u.closed_on = ''
		ORDER BY u.kind, u.stage, u.entry DESC, u.number, u.code, u.name, u.id`, tx.Region, ancestor, kind)
}

// Children lists the units directly below one.
func (tx *Tx) Children(parent care.ID) ([]care.Unit, error) {
	return all(tx, "list children", scanUnit, "SELECT "+unitColumns+` FROM unit u WHERE u.region = $1 AND u.parent = $2 AND u.closed_on = ''
		ORDER BY u.kind, u.stage, u.entry DESC, u.number, u.code, u.name, u.id`, tx.Region, parent)
}

// Above finds the nearest unit of a kind at or above a unit.
func (tx *Tx) Above(id care.ID, kind care.UnitKind) (care.Unit, error) {
	return one(tx, "read unit above", scanUnit, "SELECT "+unitColumns+` FROM unit_path p JOIN unit u ON u.region = p.region AND u.id = p.ancestor
		WHERE p.region = $1 AND p.descendant = $2 AND u.kind = CAST($3 AS TEXT) ORDER BY p.depth LIMIT 1`, tx.Region, id, kind)
}

// Inside tells whether a unit lies in the subtree of another (or is it).
func (tx *Tx) Inside(id, ancestor care.ID) (bool, error) {
	n, err := one(tx, "read path", scalar[int], "SELECT count(*) FROM unit_path WHERE region = $1 AND ancestor = $2 AND descendant = $3",
		tx.Region, ancestor, id)
	return n > 0, err
}

// UnitByCode finds a unit by its official code.
func (tx *Tx) UnitByCode(code string) (care.Unit, error) {
	return one(tx, "read unit", scanUnit, "SELECT "+unitColumns+" FROM unit u WHERE u.region = $1 AND u.code = $2 AND u.closed_on = ''", tx.Region, code)
}

// ClassOf finds a school's class by stage, entry year and number.
func (tx *Tx) ClassOf(school care.ID, stage care.Stage, entry, number int) (care.Unit, error) {
	return one(tx, "read class", scanUnit, "SELECT "+unitColumns+` FROM unit u
		WHERE u.region = $1 AND u.parent = $2 AND u.kind = 'class' AND u.stage = $3 AND u.entry = $4 AND u.number = $5`,
		tx.Region, school, stage, entry, number)
}

// Ancestors lists a unit and those above it, nearest first.
func (tx *Tx) Ancestors(id care.ID) ([]care.Unit, error) {
	return all(tx, "list ancestors", scanUnit, "SELECT "+unitColumns+` FROM unit_path p JOIN unit u ON u.region = p.region AND u.id = p.ancestor
		WHERE p.region = $1 AND p.descendant = $2 ORDER BY p.depth`, tx.Region, id)
}
