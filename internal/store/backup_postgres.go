package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"xinhuan/internal/care"
)

// backupPostgres lets pg_dump copy one snapshot. Its output goes through our
// file, so the mode stays 0600.
func backupPostgres(ctx context.Context, target, half string) error {
	out, err := os.OpenFile(half, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer out.Close()
	dump, err := postgresTool(ctx, target, "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
		"--exclude-table-data=web_session", "--exclude-table-data=node_lease")
	if err != nil {
		return err
	}
	dump.Stdout = out
	if err := runTool(dump); err != nil {
		return err
	}
	list, err := postgresTool(ctx, "", "pg_restore", "--list", half)
	if err != nil {
		return err
	}
	return runTool(list)
}

func restorePostgres(ctx context.Context, from, target string) error {
	pool, err := sql.Open("pgx", target)
	if err != nil {
		return errors.New("the database URL is not valid")
	}
	defer pool.Close()
	var tables int
	err = pool.QueryRowContext(ctx, "SELECT count(*) FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')").Scan(&tables)
	if err != nil {
		return err
	}
	if tables > 0 {
		return notEmpty()
	}
	restore, err := postgresTool(ctx, target, "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", from)
	if err != nil {
		return err
	}
	return runTool(restore)
}

// postgresTool prepares a program of PostgreSQL's. The password travels in its
// environment, because arguments are readable by everybody on the machine.
func postgresTool(ctx context.Context, target, name string, args ...string) (*exec.Cmd, error) {
	path, err := findTool(name)
	if err != nil {
		return nil, err
	}
	env := os.Environ()
	if target != "" {
		u, err := url.Parse(target)
		if err != nil {
			return nil, errors.New("the database URL is not valid") // the cause would quote the password
		}
		if password, ok := u.User.Password(); ok {
			u.User = url.User(u.User.Username())
			env = append(env, "PGPASSWORD="+password)
		}
		args = append([]string{"--dbname=" + u.String()}, args...)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = env
	return cmd, nil
}

// findTool prefers the newest installed version: a pg_dump older than its
// server refuses to work, and the other way round it does.
func findTool(name string) (string, error) {
	found, _ := filepath.Glob(filepath.Join("/usr/lib/postgresql/*/bin", name))
	if len(found) > 0 {
		return slices.MaxFunc(found, func(a, b string) int { return major(a) - major(b) }), nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", &care.Error{Kind: care.Unavailable, Op: "find " + name, Err: err, Text: care.Text{
			Zh: "没有找到 " + name + "，请安装 PostgreSQL 客户端", En: name + " was not found; install the PostgreSQL client programs"}}
	}
	return path, nil
}

func major(path string) (n int) {
	fmt.Sscanf(strings.TrimPrefix(path, "/usr/lib/postgresql/"), "%d", &n)
	return n
}

// runTool reports the tool's first line of complaint: later ones may quote rows.
func runTool(cmd *exec.Cmd) error {
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if err := cmd.Run(); err != nil {
		line, _, _ := strings.Cut(strings.TrimSpace(complaint.String()), "\n")
		return fmt.Errorf("%s: %w: %s", filepath.Base(cmd.Path), err, line)
	}
	return nil
}
