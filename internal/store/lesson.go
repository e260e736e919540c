package store

import (
	"strings"

	"xinhuan/internal/care"
)

// InsertSlot adds a line of a timetable.
func (tx *Tx) InsertSlot(s care.LessonSlot) error {
	return tx.exec("INSERT INTO lesson_slot (region, id, class, weekday, period, weeks, teacher, from_date, to_date) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		tx.Region, s.ID, s.Class, s.Weekday, s.Period, s.Weeks, s.Teacher, s.From, s.To)
}

// EndSlot sets the last day of a line; one before its first day means that it
// never held.
func (tx *Tx) EndSlot(id care.ID, last care.Date) error {
	return tx.must("end slot", "UPDATE lesson_slot SET to_date = $3 WHERE region = $1 AND id = $2", tx.Region, id, last)
}

// SlotsBelow lists the lines of a unit and the units below it that hold on any day
// of a stretch.
func (tx *Tx) SlotsBelow(ancestor care.ID, from, to care.Date) ([]care.LessonSlot, error) {
	return all(tx, "list slots", func(r row) (s care.LessonSlot, err error) {
		err = r.Scan(&s.ID, &s.Class, &s.Weekday, &s.Period, &s.Weeks, &s.Teacher, &s.From, &s.To)
		return s, err
	}, `SELECT s.id, s.class, s.weekday, s.period, s.weeks, s.teacher, s.from_date, s.to_date FROM unit_path p JOIN lesson_slot s ON s.region = p.region AND s.class = p.descendant
		WHERE p.region = $1 AND p.ancestor = $2 AND s.from_date <= $4 AND (s.to_date = '' OR s.to_date >= $3 AND s.to_date >= s.from_date) ORDER BY s.class, s.weekday, s.period, s.id`,
		tx.Region, ancestor, from, to)
}

const changeColumns = "c.id, c.class, c.on_date, c.period, c.reason, c.by_post, c.by_person, c.at"

func scanChange(r row) (c care.LessonChange, err error) {
	err = r.Scan(&c.ID, &c.Class, &c.On, &c.Period, &c.Reason, &c.Post, &c.Person, &c.At)
	return c, err
}

// InsertChange adds a lesson that fell out or was given beside the timetable; one
// of the same class, day and period that stands is a conflict.
func (tx *Tx) InsertChange(c care.LessonChange) error {
	n, err := tx.changed(`INSERT INTO lesson_change (region, id, class, on_date, period, reason, by_post, by_person, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT DO NOTHING`, tx.Region, c.ID, c.Class, c.On, c.Period, c.Reason, c.Post, c.Person, tx.Now)
	if err == nil && n == 0 {
		err = care.Fail(care.Conflict, "insert change", "这一天这一节已经登记过", "that lesson of that day is noted already")
	}
	return err
}

// UndoChange takes a change back.
func (tx *Tx) UndoChange(id care.ID) error {
	return tx.must("undo change", "UPDATE lesson_change SET undone_at = $3 WHERE region = $1 AND id = $2 AND undone_at IS NULL", tx.Region, id, tx.Now)
}

// Change reads a change that stands.
func (tx *Tx) Change(id care.ID) (care.LessonChange, error) {
	return one(tx, "read change", scanChange, "SELECT "+changeColumns+" FROM lesson_change c WHERE c.region = $1 AND c.id = $2 AND c.undone_at IS NULL", tx.Region, id)
}

// ChangesBelow lists the changes of a unit and the units below it in a stretch.
func (tx *Tx) ChangesBelow(ancestor care.ID, from, to care.Date) ([]care.LessonChange, error) {
	return all(tx, "list changes", scanChange, "SELECT "+changeColumns+` FROM unit_path p JOIN lesson_change c ON c.region = p.region AND c.class = p.descendant
		WHERE p.region = $1 AND p.ancestor = $2 AND c.on_date >= $3 AND c.on_date <= $4 AND c.undone_at IS NULL ORDER BY c.class, c.on_date, c.period`, tx.Region, ancestor, from, to)
}

// SignMonth keeps a class's month as signed; one signed before ends.
func (tx *Tx) SignMonth(m care.LessonMonth) error {
	if err := tx.exec("UPDATE lesson_month SET ended_at = $4 WHERE region = $1 AND class = $2 AND month = $3 AND ended_at IS NULL", tx.Region, m.Class, m.Month, tx.Now); err != nil {
		return err
	}
	days := make([]string, len(m.Days))
	for i, d := range m.Days {
		days[i] = string(d)
	}
	return tx.exec("INSERT INTO lesson_month (region, id, class, month, held, days, by_post, by_person, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		tx.Region, m.ID, m.Class, m.Month, len(days), strings.Join(days, " "), m.Post, m.Person, tx.Now)
}

// MonthsBelow lists the signed months (2026-10) of a unit and the units below it,
// both included.
func (tx *Tx) MonthsBelow(ancestor care.ID, from, to string) ([]care.LessonMonth, error) {
	return all(tx, "list months", func(r row) (m care.LessonMonth, err error) {
		var days string
		err = r.Scan(&m.ID, &m.Class, &m.Month, &days, &m.Post, &m.Person, &m.At)
		for _, d := range strings.Fields(days) {
			m.Days = append(m.Days, care.Date(d))
		}
		return m, err
	}, `SELECT m.id, m.class, m.month, m.days, m.by_post, m.by_person, m.at FROM unit_path p JOIN lesson_month m ON m.region = p.region AND m.class = p.descendant
		WHERE p.region = $1 AND p.ancestor = $2 AND m.month >= $3 AND m.month <= $4 AND m.ended_at IS NULL ORDER BY m.class, m.month`, tx.Region, ancestor, from, to)
}
