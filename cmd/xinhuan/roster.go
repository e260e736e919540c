package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/region"
)

// ImportCmd brings lists in.
type ImportCmd struct {
	Roster  ImportRosterCmd  `cmd:"" help:"Import a list of pupils: XLSX, CSV or zipped OneRoster."`
	Answers ImportAnswersCmd `cmd:"" help:"Enter a file of answers as sheets of a round."`
}

// ImportRosterCmd checks a list of pupils, shows what it would change and, when
// told so, changes it. It acts as the district officer.
type ImportRosterCmd struct {
	target
	In       string `required:"" help:"File with the list." type:"existingfile"`
	School   string `help:"Code or name of the only school the list may reach."`
	Year     int    `help:"School year the grades are meant in, by the year it begins (default: this one)."`
	DryRun   bool   `help:"Only check."`
	Yes      bool   `help:"Apply without asking."`
	Leavers  bool   `help:"End the enrolment of pupils who are not in the list."`
	GoodRows bool   `help:"Import the rows without error although others have one."`
	Faults   string `help:"Write the faults to this CSV file instead of a table." placeholder:"FILE.csv"`
}

// Run checks and imports.
func (c ImportRosterCmd) Run(ctx context.Context) error {
	k, done, err := openKernel(ctx, c.target)
	if err != nil {
		return err
	}
	defer done()
	return c.run(ctx, k, os.Stdin, os.Stdout, os.Stderr)
}

func (c ImportRosterCmd) run(ctx context.Context, k *act.Kernel, stdin io.Reader, stdout, stderr io.Writer) error {
	who, root, err := officer(ctx, k)
	if err != nil {
		return err
	}
	unit := root
	if c.School != "" {
		if unit, err = schoolNamed(ctx, k, root, c.School); err != nil {
			return err
		}
	}
	file, err := os.Open(c.In)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	room := region.Room{Kernel: k}
	w := watch{room: room, who: who, out: stderr}
	var id care.ID
	err = w.during(ctx, func(begun func(care.ID)) (err error) {
		id, err = room.StagePupils(ctx, who, region.ImportSource{Name: info.Name(), Reader: file, Size: info.Size(), Unit: unit.ID, Year: c.Year, Begun: begun})
		return err
	})
	if err != nil {
		return err
	}
	v, err := room.ImportView(ctx, who, id)
	if err != nil {
		return err
	}
	printImport(stdout, v)
	if err := c.faults(ctx, room, who, v, stdout); err != nil {
		return err
	}
	return c.decide(ctx, w, v, stdin, stdout)
}

// decide applies the import or forgets it.
func (c ImportRosterCmd) decide(ctx context.Context, w watch, v region.ImportView, stdin io.Reader, stdout io.Writer) error {
	blocked := v.Errors > 0 && !c.GoodRows
	if c.DryRun || blocked || !c.Yes && !agreed(stdin, stdout) {
		if err := w.room.CancelImport(ctx, w.who, v.ID); err != nil {
			return err
		}
		fmt.Fprintln(stdout, "Nothing was imported.")
		if blocked {
			return fmt.Errorf("the list has %d errors: %w", v.Errors, errFailed)
		}
		return nil
	}
	err := w.during(ctx, func(begun func(care.ID)) error {
		begun(v.ID)
		return w.room.ApplyImport(ctx, w.who, v.ID, region.ApplyOptions{LeaversToo: c.Leavers, GoodRows: c.GoodRows})
	})
	if err != nil {
		return err
	}
	done, err := w.room.ImportView(ctx, w.who, v.ID)
	if err == nil {
		fmt.Fprintf(stdout, "Imported %d rows, left out %d.\n", done.Done-done.Counts.LeftOut, done.Counts.LeftOut)
	}
	return err
}

func agreed(stdin io.Reader, stdout io.Writer) bool {
	fmt.Fprint(stdout, "Apply this? Type yes: ")
	line, _ := bufio.NewReader(stdin).ReadString('\n')
	return strings.TrimSpace(line) == "yes"
}

func printImport(w io.Writer, v region.ImportView) {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	for _, line := range []struct {
		what string
		n    int
	}{{"rows", v.Rows}, {"new", v.Counts.New}, {"moved", v.Counts.Moved}, {"changed", v.Counts.Changed}, {"the same", v.Counts.Same}, {"left", v.Counts.Left},
		{"doubtful", v.Counts.Doubtful}, {"faulty", v.Counts.Faulty}, {"new classes", v.Counts.Classes}, {"with open work", v.Counts.OpenWork},
		{"errors", v.Errors}, {"warnings", v.Warnings}} {
		fmt.Fprintf(t, "%s\t%d\t\n", line.what, line.n)
	}
	t.Flush()
}

// faults prints the faults as a table, or writes them as CSV.
func (c ImportRosterCmd) faults(ctx context.Context, room region.Room, who act.Who, v region.ImportView, stdout io.Writer) error {
	row := func([]string) error { return nil }
	end := func() error { return nil }
	if c.Faults != "" {
		f, err := os.OpenFile(c.Faults, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return err
		}
		defer f.Close()
		w := csv.NewWriter(f)
		row, end = w.Write, func() error { w.Flush(); return w.Error() }
	} else {
		t := tabwriter.NewWriter(stdout, 0, 4, 2, ' ', 0)
		row, end = func(cells []string) error { _, err := fmt.Fprintln(t, strings.Join(cells, "\t")); return err }, t.Flush
	}
	for page := 0; ; page++ {
		p, err := room.ImportFaults(ctx, who, v.ID, page)
		if err != nil {
			return err
		}
		if page == 0 && p.Kept > 0 {
			if err := row([]string{"severity", "sheet", "row", "column", "heading", "fault", "错误"}); err != nil {
				return err
			}
		}
		for _, f := range p.Faults {
			if err := row([]string{f.Severity, f.Sheet, strconv.Itoa(f.Row), f.Column, f.Header, f.Text.En, f.Text.Zh}); err != nil {
				return err
			}
		}
		if len(p.Faults) < p.Size {
			return end()
		}
	}
}

// watch shows how an import goes on while another goroutine runs it.
type watch struct {
	room region.Room
	who  act.Who
	out  io.Writer
}

func (w watch) during(ctx context.Context, work func(begun func(care.ID)) error) error {
	begun, ended := make(chan care.ID, 1), make(chan error, 1)
	go func() { ended <- work(func(id care.ID) { begun <- id }) }()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var id care.ID
	for {
		select {
		case id = <-begun:
		case err := <-ended:
			return err
		case <-tick.C:
			if id == 0 {
				continue
			}
			if v, err := w.room.ImportView(ctx, w.who, id); err == nil {
				w.line(v)
			}
		}
	}
}

func (w watch) line(v region.ImportView) {
	if v.State == region.ImportReading {
		fmt.Fprintf(w.out, "checked %d rows, %.0f/s\n", v.Rows, v.Rate)
		return
	}
	fmt.Fprintf(w.out, "applied %d of %d rows, %.0f/s, %s left\n", v.Done, v.Staged, v.Rate, v.Left.Round(time.Second))
}

// officer is the district officer, as whom the command line acts.
func officer(ctx context.Context, k *act.Kernel) (who act.Who, root care.Unit, err error) {
	err = k.View(ctx, act.System, func(t *act.Tx) (err error) {
		if root, err = t.Root(); err != nil {
			return err
		}
		post, err := t.Seat(root.ID, care.DistrictOfficer)
		if err != nil {
			return err
		}
		who, err = holderOf(t, post)
		return err
	})
	return who, root, err
}

// holderOf acts as whoever holds a post.
func holderOf(t *act.Tx, post care.ID) (act.Who, error) {
	p, err := t.Post(post)
	if err != nil {
		return act.Who{}, err
	}
	person, err := t.Holder(post)
	return act.Who{Actor: access.Actor{Person: person, Post: post, Unit: p.Unit, Role: p.Role}, Purpose: "import"}, err
}

// schoolNamed finds a school by its code or whole name.
func schoolNamed(ctx context.Context, k *act.Kernel, root care.Unit, word string) (school care.Unit, err error) {
	err = k.View(ctx, act.System, func(t *act.Tx) error {
		schools, err := t.Below(root.ID, care.School)
		if err != nil {
			return err
		}
		for _, s := range schools {
			if s.Code == word || s.Name == word {
				school = s
				return nil
			}
		}
		return care.Fail(care.NotFound, "find school", "没有这所学校", "there is no school of this code or name")
	})
	return school, err
}
