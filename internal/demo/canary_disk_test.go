package demo

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/config"
	"xinhuan/internal/serve"
	"xinhuan/internal/web"
	"xinhuan/internal/web/session"
)

// lockedBuffer is a log that a server writes while it is read.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) Bytes() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.b.Bytes())
}

// serverFiles are the files of a PostgreSQL on this machine, with everything written
// down: its data folder with the write-ahead log, and what lies beside it.
func serverFiles(t *testing.T, url string) (files []string) {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("CHECKPOINT"); err != nil {
		t.Fatal(err)
	}
	var data string
	if err := db.QueryRow("SELECT current_setting('data_directory')").Scan(&data); err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(filepath.Dir(data), func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && entry.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

var hexBytes = regexp.MustCompile(`\\\\x[0-9a-f]+`)

// unpacked is a backup as a thief would read it: a PostgreSQL dump as statements, and
// behind them the bytes that it spells in hexadecimal.
func unpacked(t *testing.T, file string) []byte {
	t.Helper()
	if filepath.Ext(file) != ".dump" {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	tools, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_restore")
	if len(tools) == 0 {
		tools = []string{"pg_restore"}
	}
	text, err := exec.Command(slices.Max(tools), "--file=-", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	all := bytes.Clone(text)
	for _, m := range hexBytes.FindAll(text, -1) {
		raw, err := hex.DecodeString(string(m[3:]))
		if err != nil {
			t.Fatal(err)
		}
		all = append(append(all, 0), raw...)
	}
	return all
}

// walk serves the region for a while, as the program does: somebody opens the page of a
// pupil, looks him up by name, types his name where it does not belong, and asks while
// the work fails. All of it is logged.
func walk(t *testing.T, k *act.Kernel, pupil care.ID) {
	t.Helper()
	cfg := config.Default()
	cfg.Addr, cfg.BaseURL = "127.0.0.1:0", "http://127.0.0.1:8080"
	var failing sync.Map
	site := web.New(web.Deps{Kernel: k, Config: cfg, Log: k.Log, Demo: &web.Demo{Accounts: func(context.Context) ([]session.Account, error) { return nil, nil }}})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, fail := failing.Load(r.URL.Path); fail {
			late, stop := context.WithDeadline(r.Context(), time.Now().Add(-time.Second)) // the database gives no answer in time
			defer stop()
			r = r.WithContext(late)
		}
		site.ServeHTTP(w, r)
	})
	ctx, stop := context.WithCancel(context.Background())
	at, done := make(chan net.Addr, 1), make(chan error, 1)
	server := serve.Server{Config: cfg, Handler: handler, Ready: k.DB.Ping, Log: k.Log, Out: io.Discard, Listening: func(a net.Addr) { at <- a }}
	go func() { done <- server.Run(ctx) }()
	var origin string
	select {
	case a := <-at:
		origin = "http://" + a.String()
	case err := <-done:
		t.Fatal(err)
	}
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()

	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, Timeout: time.Minute}
	ask := func(path string, form url.Values, shows bool, statuses ...int) {
		t.Helper()
		var answer *http.Response
		var err error
		if form == nil {
			answer, err = browser.Get(origin + path)
		} else {
			answer, err = browser.PostForm(origin+path, form)
		}
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(statuses, answer.StatusCode) {
			t.Fatalf("%s: got status %d, want %v", path, answer.StatusCode, statuses)
		}
		if shows && !strings.Contains(string(body), canary) {
			t.Fatalf("%s does not show the canary, so nothing was opened", path)
		}
	}
	who := teacherOf(t, k, pupil)
	named := "/search?q=" + url.QueryEscape(canary)
	ask("/demo/enter?person="+who.Person.String()+"&post="+who.Post.String(), nil, false, http.StatusOK)
	ask("/pupils/"+pupil.String(), nil, true, http.StatusOK)
	ask(named, nil, true, http.StatusOK)
	ask("/pupils/"+url.PathEscape(canary), nil, false, http.StatusNotFound)
	ask("/sign-in", url.Values{"login": {canary}, "password": {canary}}, false, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusBadRequest, http.StatusOK)
	failing.Store("/search", true)
	ask(named, nil, false, http.StatusInternalServerError, http.StatusServiceUnavailable)
}

// teacherOf is a psychology teacher who may open the pupil's page.
func teacherOf(t *testing.T, k *act.Kernel, pupil care.ID) act.Who {
	t.Helper()
	ctx := context.Background()
	var teachers []act.Who
	err := k.View(ctx, act.System, func(tx *act.Tx) error {
		root, err := tx.Root()
		if err != nil {
			return err
		}
		posts, err := tx.PostsBelow(root.ID, care.PsychologyTeacher)
		for _, p := range posts {
			person, err := tx.Holder(p.ID)
			if err != nil {
				return err
			}
			teachers = append(teachers, act.Who{Actor: access.Actor{Person: person, Post: p.ID, Unit: p.Unit, Role: p.Role}, Purpose: "daily_work"})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range teachers {
		may := false
		err := k.View(ctx, who, func(tx *act.Tx) error { may = tx.May(access.Read, access.Scores, pupil); return nil })
		if err != nil {
			t.Fatal(err)
		}
		if may {
			return who
		}
	}
	t.Fatal("no psychology teacher may open the canary's page")
	return act.Who{}
}
