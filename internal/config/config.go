// Package config is the one struct that tells a running xinhuan where it is:
// database, address, certificate, senders, log. It comes from one strict YAML
// file and a few flags, never from environment variables, so that the file on
// disk is the whole truth. Secrets stand in files of their own and the
// configuration only names them.
//
// What the service does (levels, duties, cadences) is not configuration: that
// is data in policy packs.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"github.com/goccy/go-yaml"

	"xinhuan/internal/care"
)

// Config is everything a process is told at its start.
type Config struct {
	Data           string `yaml:"data"`             // folder of the embedded SQLite database; or
	DB             string `yaml:"db"`               // postgres:// URL without a password
	DBPasswordFile string `yaml:"db_password_file"` // its password
	Packs          string `yaml:"packs"`            // folder of the region's own policy packs; empty: those that ship
	Scales         `yaml:",inline"`
	Addr           string    `yaml:"addr"`     // host:port to listen on
	BaseURL        string    `yaml:"base_url"` // how people reach it; made from addr when empty
	TLS            TLS       `yaml:"tls"`
	SMTP           SMTP      `yaml:"smtp"`
	Webhooks       []Webhook `yaml:"webhooks"`
	Log            Log       `yaml:"log"`
	Metrics        Metrics   `yaml:"metrics"`
	Bench          bool      `yaml:"bench"` // measuring: no access log, loopback only

	DBPassword Secret `yaml:"-"` // exported, because %v looks past the methods of unexported fields
}

// TLS says whether the process itself speaks HTTPS.
type TLS struct {
	CertFile   string   `yaml:"cert_file"`   // PEM, leaf first; read again when it changes
	KeyFile    string   `yaml:"key_file"`    // PEM
	SelfSigned bool     `yaml:"self_signed"` // make a certificate and keep it in Folder
	Hosts      []string `yaml:"hosts"`       // names and addresses a self-signed certificate is for
	Folder     string   `yaml:"folder"`      // default: "tls" in the data folder
}

// On tells whether the process speaks HTTPS.
func (t TLS) On() bool { return t.SelfSigned || t.CertFile != "" }

// SMTP is the mail server for messages that say only "something waits for you".
type SMTP struct {
	Host         string `yaml:"host"` // empty: no mail
	Port         int    `yaml:"port"`
	From         string `yaml:"from"`
	User         string `yaml:"user"`
	PasswordFile string `yaml:"password_file"`
	Security     string `yaml:"security"` // starttls, tls, or none (loopback only)

	Password Secret `yaml:"-"`
}

// Webhook is one outgoing channel besides mail.
type Webhook struct {
	Name       string `yaml:"name"`
	Kind       string `yaml:"kind"` // sms or wecom
	URL        string `yaml:"url"`
	SecretFile string `yaml:"secret_file"`

	Secret Secret `yaml:"-"`
}

// Log is the shape of the process's own log.
type Log struct {
	Level  string `yaml:"level"`  // debug, info, warn, error
	Format string `yaml:"format"` // text or json
}

// Metrics is where Prometheus may fetch. Without an address /metrics answers on
// the main listener, to this machine only.
type Metrics struct {
	Addr string `yaml:"addr"`
}

// Where says where a database is: all that a command needs which opens it and
// nothing else. The tags are kong's; this package does not import it.
type Where struct {
	Config         string `help:"Configuration file (YAML)." short:"c" type:"path" placeholder:"FILE"`
	Data           string `help:"Folder of the embedded database." placeholder:"DIR"`
	DB             string `name:"db" help:"PostgreSQL URL, postgres://user@host/name; better without its password." placeholder:"URL"`
	DBPasswordFile string `name:"db-password-file" help:"File with the PostgreSQL password." placeholder:"FILE"`
}

// Scales says which of the shipped scales are used.
type Scales struct {
	WithoutRestricted bool `yaml:"without_restricted" help:"Leave out the scales for non-commercial use only (WHO-5, DASS-21, DASS-Y, GBO, YP-CORE)."`
}

// Flags are the settings a command line may give over the file's.
type Flags struct {
	Where
	Scales
	Packs string `help:"Folder of the region's own policy packs; they may stand on those that ship." placeholder:"DIR"`
	Addr  string `help:"Address to listen on, host:port." placeholder:"ADDR"`
}

// Default is the configuration of an empty file: local, plain HTTP, quiet.
func Default() Config {
	var c Config
	c.fill()
	return c
}

// fill gives every key that was left out, or left empty, its default. The
// decoder is not handed the defaults, because it wipes them for an empty file
// and for a section without content.
func (c *Config) fill() {
	for _, d := range []struct {
		at   *string
		text string
	}{
		{&c.Addr, "127.0.0.1:8080"},
		{&c.SMTP.Security, "starttls"},
		{&c.Log.Level, "info"},
		{&c.Log.Format, "text"},
	} {
		if *d.at == "" {
			*d.at = d.text
		}
	}
	if c.SMTP.Port == 0 {
		c.SMTP.Port = 587
	}
}

// Load reads the file (if the flags name one), lays the flags over it, checks
// all of it and reads the secrets. Its errors are care.Invalid and say what to
// change; problems of several keys come together.
func Load(flags Flags) (Config, error) {
	cfg := Default()
	if flags.Config != "" {
		b, err := os.ReadFile(flags.Config)
		if err != nil {
			return cfg, fmt.Errorf("config: %w", err)
		}
		if cfg, err = Parse(flags.Config, b); err != nil {
			return cfg, err
		}
	}

	// A database on the command line replaces the file's, of whatever engine.
	if flags.Data != "" || flags.DB != "" {
		cfg.Data, cfg.DBPasswordFile = flags.Data, ""
		cfg.DB, cfg.DBPassword = cutPassword(flags.DB)
	}
	if flags.DBPasswordFile != "" {
		cfg.DBPasswordFile = flags.DBPasswordFile
	}
	if flags.Packs != "" {
		cfg.Packs = flags.Packs
	}
	cfg.WithoutRestricted = cfg.WithoutRestricted || flags.WithoutRestricted
	if flags.Addr != "" {
		cfg.Addr = flags.Addr
	}

	if err := cfg.check(); err != nil {
		return cfg, err
	}
	cfg.complete()
	return cfg, cfg.readSecrets()
}

// cutPassword takes the password out of a URL given on a command line. A file
// may not hold one (check refuses it), but a URL is the form in which scripts and
// hosting pass a database on; db_password_file keeps it out of process lists.
func cutPassword(text string) (string, Secret) {
	u, err := url.Parse(text)
	if err != nil {
		return text, ""
	}
	password, has := u.User.Password()
	if !has {
		return text, ""
	}
	u.User = url.User(u.User.Username())
	return u.String(), Secret(password)
}

// Parse decodes the text of a file over the defaults without judging it.
// Unknown and repeated keys and wrong types are errors with line and column.
// The faulty line itself is not repeated: it may hold what somebody mistook for
// the place of a password.
func Parse(name string, b []byte) (Config, error) {
	var cfg Config
	dec := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict())
	if err := dec.Decode(&cfg); err != nil && !errors.Is(err, io.EOF) {
		return cfg, decodeError(name, err)
	}
	if err := dec.Decode(new(any)); !errors.Is(err, io.EOF) {
		return cfg, problem("config", "配置文件只能有一个 YAML 文档，请删去 --- 之后的部分", name+": the file must be one YAML document; remove what follows ---")
	}
	cfg.fill()
	return cfg, nil
}

// complete fills in what follows from other settings.
func (c *Config) complete() {
	if c.TLS.SelfSigned && c.TLS.Folder == "" {
		c.TLS.Folder = filepath.Join(c.Data, "tls")
	}
	if c.BaseURL == "" {
		scheme := "http"
		if c.TLS.On() {
			scheme = "https"
		}
		c.BaseURL = scheme + "://" + c.Addr
	}
	if c.TLS.SelfSigned {
		c.TLS.Hosts = certificateHosts(c.TLS.Hosts, c.Addr, c.BaseURL)
	}
}

// DSN is the PostgreSQL URL with its password, for the driver only; "" on
// SQLite. Never log it.
func (c Config) DSN() string {
	if c.DB == "" || c.DBPassword == "" {
		return c.DB
	}
	u, err := url.Parse(c.DB)
	if err != nil {
		return c.DB
	}
	u.User = url.UserPassword(u.User.Username(), string(c.DBPassword))
	return u.String()
}

// Secure tells whether people reach the process over HTTPS, spoken by itself or
// by a proxy in front of it.
func (c Config) Secure() bool {
	u, err := url.Parse(c.BaseURL)
	return c.TLS.On() || err == nil && u.Scheme == "https"
}

func problem(key, zh, en string) error {
	return &care.Error{Kind: care.Invalid, Op: "config", Fields: map[string]care.Text{key: {Zh: zh, En: en}}}
}

// oneOf checks a word from a closed list.
func oneOf(key, got string, words ...string) error {
	if slices.Contains(words, got) {
		return nil
	}
	list := fmt.Sprint(words)
	return problem(key, "只能是 "+list+" 之一", "must be one of "+list)
}
