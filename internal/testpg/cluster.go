package testpg

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Cluster is a running throw-away PostgreSQL.
type Cluster struct {
	URL string // maintenance database, with the superuser's password

	keeper *exec.Cmd
	hold   io.Closer // while this pipe is open the keeper keeps the server up
}

// keep is the life of a cluster: start the server, wait until the pipe on
// standard input closes, stop the server, remove the folder. The pipe closes
// when the test process ends, however it ends, so nothing is left behind even
// after a panic, a timeout or kill -9.
const keep = `
"$1/postgres" -D "$2/data" >"$2/log" 2>&1 &
server=$!
read -r _ || true
kill -INT "$server" 2>/dev/null
wait "$server"
cd / && rm -rf "$2"
`

// Start makes a cluster in a temporary folder and waits until it answers.
// PostgreSQL refuses to run as root, so root runs it as the user postgres.
func Start(ctx context.Context) (*Cluster, error) {
	bin, err := findBinaries()
	if err != nil {
		return nil, err
	}
	as, err := owner()
	if err != nil {
		return nil, err
	}
	var c *Cluster
	// The port is free when we look and may be taken a moment later.
	for range 5 {
		if c, err = start(ctx, bin, as); err == nil {
			return c, nil
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, err
}

func start(ctx context.Context, bin string, as *syscall.Credential) (_ *Cluster, err error) {
	folder, err := os.MkdirTemp("", "xhpg") // short: a socket path has at most 107 bytes
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(folder)
		}
	}()
	if as != nil {
		if err := os.Chown(folder, int(as.Uid), int(as.Gid)); err != nil {
			return nil, err
		}
	}

	password := randomHex()
	if err := initdb(ctx, bin, folder, password, as); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	if err := configure(folder, port); err != nil {
		return nil, err
	}

	c := &Cluster{URL: fmt.Sprintf("postgres://postgres:%s@127.0.0.1:%d/postgres?sslmode=disable", password, port)}
	c.keeper = run(folder, as, "/bin/sh", "-c", keep, "keep", bin, folder)
	if c.hold, err = c.keeper.StdinPipe(); err != nil {
		return nil, err
	}
	if err := c.keeper.Start(); err != nil {
		return nil, err
	}
	if err := c.await(ctx, 30*time.Second); err != nil {
		log, _ := os.ReadFile(filepath.Join(folder, "log"))
		c.Stop()
		return nil, fmt.Errorf("PostgreSQL did not come up: %w\n%s", err, log)
	}
	return c, nil
}

// Stop ends the server and removes its folder.
func (c *Cluster) Stop() error {
	c.hold.Close()
	return c.keeper.Wait()
}

// await connects until it works.
func (c *Cluster) await(ctx context.Context, patience time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, c.URL)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// initdb makes the cluster's files. Byte order (locale C) sorts as SQLite does;
// the order of names is Go's work. --no-sync spares flushing the fresh files:
// they hold nothing of ours yet.
func initdb(ctx context.Context, bin, folder, password string, as *syscall.Credential) error {
	secret := filepath.Join(folder, "password")
	if err := os.WriteFile(secret, []byte(password+"\n"), 0o600); err != nil {
		return err
	}
	if as != nil {
		if err := os.Chown(secret, int(as.Uid), int(as.Gid)); err != nil {
			return err
		}
	}
	cmd := run(folder, as, filepath.Join(bin, "initdb"), "-D", filepath.Join(folder, "data"), "-U", "postgres",
		"--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "--pwfile="+secret, "--no-sync")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("initdb in %s (the user postgres must be able to enter this folder; set TMPDIR otherwise): %w\n%s", folder, err, out)
	}
	return nil
}

func configure(folder string, port int) error {
	f, err := os.OpenFile(filepath.Join(folder, "data", "postgresql.auto.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, `listen_addresses = '127.0.0.1'
port = %d
unix_socket_directories = '%s'
max_connections = 200
shared_buffers = '64MB'
fsync = on
synchronous_commit = on
full_page_writes = on
`, port, folder)
	return errors.Join(err, f.Close())
}

// run prepares a command in a session of its own, so that Ctrl-C in the
// terminal reaches the tests first and the keeper only through its pipe.
func run(folder string, as *syscall.Credential, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = folder
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "HOME=" + folder, "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: as}
	return cmd
}

// findBinaries is the folder of the newest PostgreSQL: Debian keeps one folder
// per major version, other systems put initdb in the PATH.
func findBinaries() (string, error) {
	best, newest := "", -1
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	for _, path := range found {
		major, err := strconv.Atoi(strings.Split(path, "/")[4])
		if err == nil && major > newest {
			best, newest = filepath.Dir(path), major
		}
	}
	if best != "" {
		return best, nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", errors.New("no PostgreSQL found (looked for /usr/lib/postgresql/*/bin/initdb and for initdb in the PATH); run: apt-get install postgresql")
}

func owner() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL refuses to run as root and there is no user postgres (%w); run: apt-get install postgresql", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func randomHex() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
