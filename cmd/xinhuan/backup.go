package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/config"
	"xinhuan/internal/store"
)

// BackupCmd copies the database while the program runs. A backup without the
// region's key file is unreadable, and one beside it makes sealing pointless,
// so the key file is never part of it.
type BackupCmd struct {
	config.Where
	To string `placeholder:"DIR" required:"" help:"Folder for the backup file; keep the key file elsewhere."`
}

// Run prints the backup's file on standard output.
func (c *BackupCmd) Run(ctx context.Context) error { return c.run(ctx, os.Stdout, time.Now()) }

func (c *BackupCmd) run(ctx context.Context, out io.Writer, now time.Time) error {
	source, err := placeOf(c.Where)
	if err != nil {
		return err
	}
	name := "xinhuan-" + now.In(care.China).Format("20060102-150405")
	file, err := store.Backup(ctx, source, c.To, name)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, file)
	return err
}

// RestoreCmd puts a backup into an empty data folder or database.
type RestoreCmd struct {
	config.Where
	From string `arg:"" type:"existingfile" help:"Backup file: .db goes into an empty data folder, .dump into an empty PostgreSQL database."`
}

// Run says what to do next: a restored database has to prove itself.
func (c *RestoreCmd) Run(ctx context.Context) error { return c.run(ctx, os.Stdout) }

func (c *RestoreCmd) run(ctx context.Context, out io.Writer) error {
	target, err := placeOf(c.Where)
	if err != nil {
		return err
	}
	if err := store.Restore(ctx, c.From, target); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, "已恢复。启动前请运行 xinhuan verify。\nRestored. Run xinhuan verify before you start it.")
	return err
}

// placeOf is where the flags, or the file they name, say the database is.
func placeOf(w config.Where) (string, error) {
	cfg, err := config.Load(config.Flags{Where: w})
	return place(cfg), err
}
