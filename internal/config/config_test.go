package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"xinhuan/internal/care"
)

func write(t *testing.T, name, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask
		t.Fatal(err)
	}
	return path
}

func TestFlagsAloneAreEnough(t *testing.T) {
	cfg, err := Load(Flags{Where: Where{Data: "d"}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := cfg.BaseURL, "http://127.0.0.1:8080"; got != want {
		t.Errorf("base URL: got %s, want %s", got, want)
	}
	if cfg.Secure() || cfg.TLS.On() {
		t.Error("the default must be plain HTTP on this machine")
	}
}

func TestAFileKeepsTheDefaultsItDoesNotName(t *testing.T) {
	cfg, err := Parse("x.yaml", []byte("data: d\nlog:\n  format: json\nsmtp:\n  host: mail.example.org\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := []any{cfg.Addr, cfg.Log.Level, cfg.Log.Format, cfg.SMTP.Port, cfg.SMTP.Security}
	want := []any{"127.0.0.1:8080", "info", "json", 587, "starttls"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAnEmptyFileIsTheDefault(t *testing.T) {
	for _, text := range []string{"", "# nothing yet\n", "log:\nsmtp:\n"} {
		cfg, err := Parse("x.yaml", []byte(text))
		if err != nil || !reflect.DeepEqual(cfg, Default()) {
			t.Errorf("%q: got %+v, %v, want the default", text, cfg, err)
		}
	}
}

func TestFaultsInTheFileNameTheirPlace(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"unknown key", "data: d\nadress: x\n", "x.yaml:2:1: "},
		{"unknown key below", "data: d\ntls:\n  selfsigned: true\n", "x.yaml:3:3: "},
		{"repeated key", "data: d\ndata: e\n", "x.yaml:2:1: "},
		{"wrong type", "data: d\nsmtp:\n  port: soon\n", "x.yaml:3:9: "},
		{"broken YAML", "data: [d\n", "x.yaml:1:"},
		{"two documents", "data: d\n---\ndata: e\n", "one YAML document"},
	} {
		_, err := Parse("x.yaml", []byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) || care.KindOf(err) != care.Invalid {
			t.Errorf("%s: got %v, want Invalid with %q", c.name, err, c.want)
		}
	}
}

func TestAPasswordInPlaceIsRefusedAndNotRepeated(t *testing.T) {
	_, err := Parse("x.yaml", []byte("smtp:\n  password: hunter2\n"))
	if err == nil || !strings.Contains(err.Error(), "password_file") {
		t.Errorf("got %v, want a pointer to password_file", err)
	}
	if strings.Contains(fmt.Sprint(err), "hunter2") {
		t.Error("the error repeats the password")
	}
}

func TestUnusableSettingsSayWhatToDo(t *testing.T) {
	for _, c := range []struct{ name, text, key string }{
		{"no database", "addr: :80\n", "data"},
		{"two databases", "data: d\ndb: postgres://x@h/n\n", "data"},
		{"password in the URL", "db: postgres://x:y@h/n\n", "db"},
		{"password in the query", "db: postgres://x@h/n?password=y\n", "db"},
		{"other engine", "db: mysql://x@h/n\n", "db"},
		{"no database name", "db: postgres://x@h\n", "db"},
		{"password file without db", "data: d\ndb_password_file: p\n", "db_password_file"},
		{"addr without port", "data: d\naddr: localhost\n", "addr"},
		{"metrics addr", "data: d\nmetrics: {addr: x}\n", "metrics.addr"},
		{"bench in public", "data: d\naddr: 0.0.0.0:80\nbench: true\n", "bench"},
		{"base URL with a path", "data: d\nbase_url: https://h/x\n", "base_url"},
		{"base URL without TLS", "data: d\nbase_url: http://h\ntls: {self_signed: true}\n", "base_url"},
		{"half a certificate", "data: d\ntls: {cert_file: c}\n", "tls"},
		{"two certificates", "data: d\ntls: {cert_file: c, key_file: k, self_signed: true}\n", "tls"},
		{"nowhere to keep it", "db: postgres://x@h/n\ntls: {self_signed: true}\n", "tls.folder"},
		{"hosts for nothing", "data: d\ntls: {hosts: [h]}\n", "tls"},
		{"mail without host", "data: d\nsmtp: {from: a@b.c}\n", "smtp.host"},
		{"mail in the clear", "data: d\nsmtp: {host: mail.example.org, from: a@b.c, security: none}\n", "smtp.security"},
		{"mail without sender", "data: d\nsmtp: {host: mail.example.org}\n", "smtp.from"},
		{"hook without name", "data: d\nwebhooks: [{kind: sms, url: 'https://h'}]\n", "webhooks[0].name"},
		{"hook of no kind", "data: d\nwebhooks: [{name: a, kind: fax, url: 'https://h'}]\n", "webhooks[0].kind"},
		{"hook in the clear", "data: d\nwebhooks: [{name: a, kind: sms, url: 'http://h'}]\n", "webhooks[0].url"},
		{"log level", "data: d\nlog: {level: loud}\n", "log.level"},
		{"log format", "data: d\nlog: {format: xml}\n", "log.format"},
	} {
		_, err := Load(Flags{Where: Where{Config: write(t, "x.yaml", c.text, 0o600)}})
		if care.KindOf(err) != care.Invalid || !strings.Contains(fmt.Sprint(err), "config: "+c.key+": ") {
			t.Errorf("%s: got %v, want Invalid about %s", c.name, err, c.key)
		}
	}
}

func TestAllProblemsComeTogether(t *testing.T) {
	_, err := Load(Flags{Where: Where{Config: write(t, "x.yaml", "addr: nowhere\nlog: {level: loud}\n", 0o600)}})
	for _, want := range []string{"data", "addr", "log.level"} {
		if !strings.Contains(fmt.Sprint(err), "config: "+want+": ") {
			t.Errorf("got %v, want a problem about %s too", err, want)
		}
	}
}

func TestADatabaseOnTheCommandLineReplacesTheFiles(t *testing.T) {
	file := write(t, "x.yaml", "db: postgres://x@h/n\ndb_password_file: /nowhere\naddr: :9\n", 0o600)
	cfg, err := Load(Flags{Where: Where{Config: file, Data: "d"}, Addr: "127.0.0.1:7"})
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Data != "d" || cfg.DB != "" || cfg.Addr != "127.0.0.1:7" {
		t.Errorf("got data %q db %q addr %q, want d, nothing, 127.0.0.1:7", cfg.Data, cfg.DB, cfg.Addr)
	}
}

func TestThePasswordReachesTheDriverAndNothingElse(t *testing.T) {
	file := write(t, "password", "p@ss/word\n", 0o600)
	cfg, err := Load(Flags{Where: Where{DB: "postgres://x@h/n?sslmode=require", DBPasswordFile: file}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := cfg.DSN(), "postgres://x:p%40ss%2Fword@h/n?sslmode=require"; got != want {
		t.Errorf("DSN: got %s, want %s", got, want)
	}

	cfg.SMTP.Password = "p@ss/word"
	var logged bytes.Buffer
	Log{Level: "info", Format: "text"}.Logger(&logged).Info("x", "cfg", cfg, "password", cfg.SMTP.Password)
	asJSON, err := json.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{fmt.Sprintf("%v %+v %#v", cfg, cfg, cfg), string(asJSON), logged.String()} {
		if strings.Contains(s, "p@ss") {
			t.Errorf("the password is printed: %s", s)
		}
	}
}

func TestASecretOpenToEverybodyIsRefused(t *testing.T) {
	for _, c := range []struct {
		name, text string
		mode       os.FileMode
		ok         bool
	}{
		{"private", "s\n", 0o600, true},
		{"group", "s", 0o640, true},
		{"everybody", "s\n", 0o644, false},
		{"empty", "\n", 0o600, false},
		{"two lines", "a\nb\n", 0o600, false},
	} {
		_, err := ReadSecret("k", write(t, "s", c.text, c.mode))
		if (err == nil) != c.ok {
			t.Errorf("%s: got %v, want accepted=%v", c.name, err, c.ok)
		}
	}
}

func TestASelfSignedCertificateCoversEveryWayIn(t *testing.T) {
	file := write(t, "x.yaml", "data: d\naddr: 0.0.0.0:8443\nbase_url: https://care.example.org\ntls: {self_signed: true, hosts: [10.0.0.5]}\n", 0o600)
	cfg, err := Load(Flags{Where: Where{Config: file}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"10.0.0.5", "127.0.0.1", "::1", "care.example.org", "localhost"}
	if !reflect.DeepEqual(cfg.TLS.Hosts, want) {
		t.Errorf("hosts: got %v, want %v", cfg.TLS.Hosts, want)
	}
	if got, want := cfg.TLS.Folder, filepath.Join("d", "tls"); got != want {
		t.Errorf("folder: got %s, want %s", got, want)
	}
}

func TestAProxyInFrontMakesItSecure(t *testing.T) {
	cfg, err := Load(Flags{Where: Where{Config: write(t, "x.yaml", "data: d\nbase_url: https://care.example.org\n", 0o600)}})
	if err != nil || !cfg.Secure() {
		t.Errorf("got %v, %v, want secure", cfg.Secure(), err)
	}
}
