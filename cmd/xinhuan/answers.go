package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/screening"
	"xinhuan/internal/table"
)

// ImportAnswersCmd enters a file of answers: each row is handed in as the sheet
// of one pupil, by the same acts as a paper sheet that staff type in. Blank
// cells stay blank; a critical answer alerts all the same.
type ImportAnswersCmd struct {
	target
	Campaign   string   `required:"" help:"Id of an open round, or 'new' (with --enrol)."`
	Instrument string   `required:"" help:"Instrument id, such as phq9."`
	In         string   `required:"" help:"CSV file with a header; - reads standard input."`
	Items      []string `required:"" sep:"," help:"Columns of the items in order; A1,...,A9 takes the columns from A1 to A9."`
	ID         string   `required:"" name:"id" help:"Column with the student number."`
	Missing    string   `help:"Codes that mean no answer, such as 7,9."`
	Where      string   `help:"Rows to keep, such as 'AGE>=20 && SEX==1'."`
	Enrol      string   `help:"Demo databases only: enrol unknown ids at a school of this name, made when missing." placeholder:"SCHOOL"`
}

// Run enters the file.
func (c ImportAnswersCmd) Run(ctx context.Context) error {
	k, done, err := openKernel(ctx, c.target)
	if err != nil {
		return err
	}
	defer done()
	in := os.Stdin
	if c.In != "-" {
		if in, err = os.Open(c.In); err != nil {
			return &care.Error{Kind: care.NotFound, Op: "open data set", Err: err, Text: care.Text{Zh: "文件打不开", En: "the file cannot be opened"}}
		}
		defer in.Close()
	}
	sum, err := c.run(ctx, k, in, os.Stderr)
	if err != nil {
		return err
	}
	sum.print(os.Stdout)
	return nil
}

// answersSummary is what became of the rows.
type answersSummary struct {
	Rows      int
	Submitted int
	Partial   int // of the submitted: with a blank
	Unknown   int // no pupil has this number
	Refused   int // answered before, or without consent
	Alerts    int
	Flags     int
	Campaign  care.ID
	Took      time.Duration
}

func (s answersSummary) print(w io.Writer) {
	fmt.Fprintf(w, "round %s\nrows %d\nsubmitted %d\npartial %d\nunknown %d\nrefused %d\nalerts %d\nflags %d\nseconds %.1f\n",
		s.Campaign, s.Rows, s.Submitted, s.Partial, s.Unknown, s.Refused, s.Alerts, s.Flags, s.Took.Seconds())
}

// answerRow is one row of the file.
type answerRow struct {
	number  string
	answers questionnaire.Answers
	person  care.ID
}

func (c ImportAnswersCmd) run(ctx context.Context, k *act.Kernel, in io.Reader, progress io.Writer) (answersSummary, error) {
	start := time.Now()
	if (c.Campaign == "new") != (c.Enrol != "") {
		return answersSummary{}, care.Invalidf("campaign", "--campaign new 与 --enrol 须同时使用；已有学生的测评请在系统中计划", "--campaign new and --enrol go together; plan rounds of real pupils in the product")
	}
	rows, err := c.read(in, k.Instruments)
	if err != nil {
		return answersSummary{}, err
	}
	sum := answersSummary{Rows: len(rows)}
	e := entry{k: k, room: screening.ForPupils(k), instrument: c.Instrument, progress: progress}
	if e.who, e.root, err = officer(ctx, k); err != nil {
		return sum, err
	}
	if err := e.find(ctx, rows); err != nil {
		return sum, err
	}
	if c.Enrol != "" {
		if err := e.enrol(ctx, c.Enrol, rows); err != nil {
			return sum, err
		}
	}
	if err := e.open(ctx, c.Campaign); err != nil {
		return sum, err
	}
	if c.Enrol != "" {
		if err := e.consent(ctx, rows); err != nil {
			return sum, err
		}
	}
	before, err := e.tally(ctx)
	if err != nil {
		return sum, err
	}
	if err := e.submit(ctx, rows, &sum); err != nil {
		return sum, err
	}
	after, err := e.tally(ctx)
	sum.Campaign, sum.Alerts, sum.Flags, sum.Took = e.campaign.ID, after.Alerted-before.Alerted, after.Flagged-before.Flagged, time.Since(start)
	return sum, err
}

// read reads the file with the rules of the score command.
func (c ImportAnswersCmd) read(in io.Reader, library *instrument.Library) ([]answerRow, error) {
	scale, ok := library.Get(c.Instrument)
	if !ok {
		return nil, unknownInstrument(c.Instrument, library)
	}
	t, err := table.Open(in)
	if err != nil {
		return nil, err
	}
	b, err := (&ScoreCmd{Items: c.Items, ID: c.ID, Missing: c.Missing, Where: c.Where}).bind(scale, t)
	if err != nil {
		return nil, err
	}
	var rows []answerRow
	seen := map[string]bool{}
	for row, err := range t.Rows() {
		if err != nil {
			return nil, err
		}
		keep, err := b.keep(row)
		if err != nil {
			return nil, err
		}
		if !keep {
			continue
		}
		r := answerRow{number: row.Text(b.id), answers: make(questionnaire.Answers, len(b.items))}
		if r.number == "" || seen[r.number] {
			return nil, care.Invalidf("id", fmt.Sprintf("第 %d 行没有学号，或与前面重复", row.Line), fmt.Sprintf("line %d has no student number, or one that stands above", row.Line))
		}
		seen[r.number] = true
		if _, err := b.read(scale, row, r.answers); err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// entry is one file on its way into one round.
type entry struct {
	k          *act.Kernel
	room       screening.Room
	who        act.Who
	root       care.Unit
	school     care.Unit // of --enrol
	duty       []act.Who // of --enrol
	instrument string
	campaign   care.Campaign
	progress   io.Writer
}

// find finds the pupils by student number.
func (e *entry) find(ctx context.Context, rows []answerRow) error {
	return e.k.View(ctx, e.who, func(t *act.Tx) error {
		at := map[string]int{}
		var digests [][]byte
		for i, r := range rows {
			d, err := t.Index("student_no", r.number)
			if err != nil {
				return err
			}
			at[string(d)] = i
			digests = append(digests, d)
		}
		hits, err := t.ByIndexes("student_no", digests)
		for _, h := range hits {
			r := &rows[at[string(h.Digest)]]
			if r.person != 0 && r.person != h.Person {
				return care.Fail(care.Conflict, "find pupils", "一个学号属于多名学生，请用全国学籍号", "a student number belongs to several pupils; use national numbers")
			}
			r.person = h.Person
		}
		return err
	})
}

// tally sums the round's counts.
func (e *entry) tally(ctx context.Context) (alerted struct{ Alerted, Flagged int }, err error) {
	err = e.k.View(ctx, e.who, func(t *act.Tx) error {
		classes, err := t.CampaignClasses(e.campaign.ID, e.campaign.Unit)
		for _, c := range classes {
			alerted.Alerted += c.Alerted
			alerted.Flagged += c.Flagged
		}
		return err
	})
	return alerted, err
}

// enterers is how many sheets are under way at once, so that their commits are
// shared. Ours.
const enterers = 64

// submit hands every row in.
func (e *entry) submit(ctx context.Context, rows []answerRow, sum *answersSummary) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var submitted, partial, unknown, refused atomic.Int64
	queue := make(chan answerRow)
	var all sync.WaitGroup
	for range enterers {
		all.Go(func() {
			for r := range queue {
				if r.person == 0 {
					unknown.Add(1)
					continue
				}
				sheet := screening.Answers{Answers: map[string]questionnaire.Answers{e.instrument: r.answers}}
				_, err := e.room.EnterSheet(ctx, e.who, e.campaign.ID, r.person, sheet, true)
				switch kind := care.KindOf(err); {
				case err == nil:
					if n := submitted.Add(1); n%1000 == 0 {
						fmt.Fprintf(e.progress, "submitted %d of %d\n", n, len(rows))
					}
					if slices.Contains(r.answers, questionnaire.Missing) {
						partial.Add(1)
					}
				case kind == care.Conflict, kind == care.Forbidden, kind == care.NotFound:
					refused.Add(1)
				default:
					stop(err)
				}
			}
		})
	}
	for _, r := range rows {
		if ctx.Err() != nil {
			break
		}
		queue <- r
	}
	close(queue)
	all.Wait()
	sum.Submitted, sum.Partial, sum.Unknown, sum.Refused = int(submitted.Load()), int(partial.Load()), int(unknown.Load()), int(refused.Load())
	if err := context.Cause(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return ctx.Err()
}
