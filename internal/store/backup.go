package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"xinhuan/internal/care"
)

// Names of the two kinds of backup file; Restore goes by content, not by name.
const (
	sqliteBackup   = ".db"
	postgresBackup = ".dump"
)

// Backup writes a consistent copy of the database at target into a folder while
// others go on writing, and returns its file. The copy appears under its name
// only when it is complete, checked and flushed. Who is signed in and which
// process makes which ids are left out: a restored database must not revive
// them. Sealed content stays sealed; keys are in no backup.
func Backup(ctx context.Context, target, folder, name string) (file string, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("store: backup folder: %w", err)
	}
	copyTo, ending := backupSQLite, sqliteBackup
	if isURL(target) {
		copyTo, ending = backupPostgres, postgresBackup
	}
	file = filepath.Join(folder, name+ending)
	if _, err := os.Lstat(file); err == nil {
		return "", care.Fail(care.Conflict, "backup", "同名备份文件已存在", "a backup of this name exists already")
	}
	half := file + ".part"
	if err := os.Remove(half); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("store: backup: %w", err)
	}
	if err := touchPrivate(half); err != nil {
		return "", err
	}
	defer os.Remove(half)
	if err := copyTo(ctx, target, half); err != nil {
		return "", fmt.Errorf("store: backup: %w", err)
	}
	return file, publish(half, file)
}

// Restore puts a backup back. The target, a data folder or a PostgreSQL
// database, must be empty: a restore never overwrites anything.
func Restore(ctx context.Context, from, target string) error {
	f, err := os.Open(from)
	if err != nil {
		return &care.Error{Kind: care.NotFound, Op: "restore", Err: err, Text: care.Text{Zh: "打不开备份文件", En: "the backup file can't be opened"}}
	}
	defer f.Close()
	head := make([]byte, 16)
	if _, err := io.ReadFull(f, head); err != nil {
		return notABackup(err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("SQLite format 3\x00")) && !isURL(target):
		err = restoreSQLite(ctx, from, target)
	case bytes.HasPrefix(head, []byte("PGDMP")) && isURL(target):
		err = restorePostgres(ctx, from, target)
	default:
		return notABackup(nil)
	}
	if err != nil {
		return fmt.Errorf("store: restore: %w", err)
	}
	return nil
}

func notABackup(cause error) error {
	return &care.Error{Kind: care.Invalid, Op: "restore", Err: cause, Text: care.Text{
		Zh: "备份文件与目标不符：.db 文件恢复到数据目录，.dump 文件恢复到 PostgreSQL",
		En: "the file does not fit the target: a .db file goes into a data folder, a .dump file into PostgreSQL"}}
}

func notEmpty() error {
	return care.Fail(care.Conflict, "restore", "目标不是空的，恢复不会覆盖任何数据；请换一个空目录或空数据库",
		"the target is not empty and a restore overwrites nothing; give an empty folder or database")
}

// publish flushes a finished file and gives it its name, so that a power cut
// leaves either the whole file or none.
func publish(half, file string) error {
	if err := flush(half); err != nil {
		return err
	}
	if err := os.Rename(half, file); err != nil {
		return err
	}
	return flush(filepath.Dir(file))
}

func flush(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
