package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"xinhuan/internal/care"
)

// backupSQLite copies one moment with VACUUM INTO: readers and the writer go
// on. It opens the file itself because Open would migrate what is to be saved.
func backupSQLite(ctx context.Context, folder, half string) error {
	file := filepath.Join(folder, "xinhuan.db")
	if _, err := os.Stat(file); err != nil {
		return &care.Error{Kind: care.NotFound, Op: "backup", Err: err, Text: care.Text{Zh: "目录里没有数据库", En: "the folder holds no database"}}
	}
	db, err := sql.Open("sqlite", "file:"+uriPath.Replace(file)+"?_pragma=busy_timeout(15000)&_pragma=temp_store(MEMORY)")
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "VACUUM INTO $1", half); err != nil {
		return err
	}
	if err := onCopy(ctx, half, "PRAGMA secure_delete = ON", "DELETE FROM web_session", "DELETE FROM node_lease"); err != nil {
		return err
	}
	return checkSQLite(ctx, half)
}

func onCopy(ctx context.Context, file string, statements ...string) error {
	db, err := sql.Open("sqlite", "file:"+uriPath.Replace(file)+"?_pragma=journal_mode(MEMORY)&_pragma=temp_store(MEMORY)")
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	defer db.Close()
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// checkSQLite reads every page of a copy.
func checkSQLite(ctx context.Context, file string) error {
	db, err := sql.Open("sqlite", "file:"+uriPath.Replace(file)+"?mode=ro&_pragma=temp_store(MEMORY)")
	if err != nil {
		return err
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	if verdict != "ok" {
		return errors.New("check: the copy is damaged")
	}
	var files int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM migration").Scan(&files); err != nil {
		return fmt.Errorf("check: not a database of this program: %w", err)
	}
	return nil
}

func restoreSQLite(ctx context.Context, from, folder string) error {
	if err := checkSQLite(ctx, from); err != nil {
		return &care.Error{Kind: care.Invalid, Op: "restore", Err: err, Text: care.Text{Zh: "备份文件已损坏或不是本系统的备份", En: "the backup is damaged or not one of this program"}}
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 {
		return errors.Join(err, notEmpty())
	}
	file := filepath.Join(folder, "xinhuan.db")
	half := file + ".part"
	if err := touchPrivate(half); err != nil {
		return err
	}
	defer os.Remove(half)
	if err := copyFile(from, half); err != nil {
		return err
	}
	if err := checkSQLite(ctx, half); err != nil {
		return err
	}
	return publish(half, file)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
