package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// secretKeys are what people write when they look for the place of a password,
// with the key they mean.
var secretKeys = []struct{ wrong, right string }{
	{"db_password", "db_password_file"},
	{"password", "password_file"},
	{"secret", "secret_file"},
	{"token", "secret_file"},
}

// decodeError turns the decoder's error into file:line:column, what is wrong,
// and for a password written in place, the key to use.
func decodeError(name string, err error) error {
	where, what := name, err.Error()
	var at yaml.Error
	if errors.As(err, &at) {
		what = at.GetMessage()
		if tk := at.GetToken(); tk != nil && tk.Position != nil {
			where = fmt.Sprintf("%s:%d:%d", name, tk.Position.Line, tk.Position.Column)
		}
	}
	zh, en := where+"："+what, where+": "+what
	for _, k := range secretKeys {
		if strings.Contains(what, fmt.Sprintf("%q", k.wrong)) {
			zh += "。密码不写在配置里：请存入单独的文件，用 " + k.right + " 指明"
			en += "; secrets do not stand in the configuration: put it into a file and name the file in " + k.right
			break
		}
	}
	return problem("config", zh, en)
}

// check judges every key and returns all problems together.
func (c Config) check() error {
	return errors.Join(
		c.checkDatabase(),
		c.checkPacks(),
		c.checkAddr(),
		c.checkBaseURL(),
		c.checkTLS(),
		c.SMTP.check(),
		c.checkWebhooks(),
		oneOf("log.level", c.Log.Level, "debug", "info", "warn", "error"),
		oneOf("log.format", c.Log.Format, "text", "json"),
	)
}

func (c Config) checkDatabase() error {
	switch {
	case c.Data == "" && c.DB == "":
		return problem("data", "请用 --data 目录 指定数据目录，或用 --db postgres://… 指定 PostgreSQL",
			"say where the data is: --data DIR for the embedded database, or --db postgres://user@host/name")
	case c.Data != "" && c.DB != "":
		return problem("data", "data 与 db 只能二选一：一个库不能同时在两处", "give data or db, not both: one database can't be in two places")
	case c.DB == "":
		if c.DBPasswordFile != "" {
			return problem("db_password_file", "只在使用 db 时有意义，请删去", "only makes sense with db; remove it")
		}
		return nil
	}
	u, err := url.Parse(c.DB)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") || u.Path == "" || u.Path == "/" {
		return problem("db", "应写成 postgres://用户@主机/库名", "write it as postgres://user@host/name")
	}
	if _, has := u.User.Password(); has || u.Query().Has("password") {
		return problem("db", "地址里不能有密码：命令行和配置文件会被别人看到。请存入文件，用 db_password_file 指明",
			"must not hold a password, because command lines and configuration files are read by others; put it into a file and name the file in db_password_file")
	}
	return nil
}

func (c Config) checkPacks() error {
	if c.Packs == "" {
		return nil
	}
	if info, err := os.Stat(c.Packs); err != nil || !info.IsDir() {
		return problem("packs", "没有文件夹 "+c.Packs+"：请建好并放入规则包，或删去这一项", "there is no folder "+c.Packs+": make it and put packs into it, or remove this key")
	}
	return nil
}

func (c Config) checkAddr() error {
	err := checkHostPort("addr", c.Addr)
	if c.Metrics.Addr != "" {
		err = errors.Join(err, checkHostPort("metrics.addr", c.Metrics.Addr))
	}
	if c.Bench && err == nil && !loopback(c.Addr) {
		err = problem("bench", "测速模式不写访问日志，只能监听本机地址（addr: 127.0.0.1:8080）", "measuring mode writes no access log and may listen on this machine only (addr: 127.0.0.1:8080)")
	}
	return err
}

func (c Config) checkBaseURL() error {
	if c.BaseURL == "" {
		return nil
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil {
		return problem("base_url", "应写成 https://主机名，末尾不带斜杠和路径", "write it as https://host, without a path or a slash at the end")
	}
	if c.TLS.On() && u.Scheme == "http" {
		return problem("base_url", "已启用 TLS，请改为 https://", "TLS is on, so begin it with https://")
	}
	return nil
}

func (c Config) checkTLS() error {
	t := c.TLS
	switch {
	case (t.CertFile == "") != (t.KeyFile == ""):
		return problem("tls", "cert_file 与 key_file 要一起给出", "give cert_file and key_file together")
	case t.CertFile != "" && t.SelfSigned:
		return problem("tls", "已有证书文件就不要 self_signed", "with a certificate file, remove self_signed")
	case t.SelfSigned && t.Folder == "" && c.Data == "":
		return problem("tls.folder", "使用 PostgreSQL 时没有数据目录，请指明自签证书存放的目录", "there is no data folder with PostgreSQL; say which folder keeps the self-signed certificate")
	case !t.SelfSigned && (len(t.Hosts) > 0 || t.Folder != ""):
		return problem("tls", "hosts 与 folder 只用于自签证书；请加 self_signed: true 或删去", "hosts and folder are for a self-signed certificate; add self_signed: true or remove them")
	}
	return nil
}

func (s SMTP) check() error {
	if s.Host == "" {
		if s.From != "" || s.User != "" || s.PasswordFile != "" {
			return problem("smtp.host", "缺少邮件服务器地址", "the mail server's host is missing")
		}
		return nil
	}
	err := oneOf("smtp.security", s.Security, "starttls", "tls", "none")
	if s.Security == "none" && !loopback(s.Host+":0") {
		err = errors.Join(err, problem("smtp.security", "只有本机邮件服务器可以不加密", "only a mail server on this machine may go without encryption"))
	}
	if s.Port < 1 || s.Port > 65535 {
		err = errors.Join(err, problem("smtp.port", "端口应在 1 到 65535 之间", "a port is between 1 and 65535"))
	}
	if _, bad := mail.ParseAddress(s.From); bad != nil {
		err = errors.Join(err, problem("smtp.from", "发件地址应写成 name@example.org", "write the sender as name@example.org"))
	}
	if (s.User == "") != (s.PasswordFile == "") {
		err = errors.Join(err, problem("smtp.user", "user 与 password_file 要一起给出", "give user and password_file together"))
	}
	return err
}

func (c Config) checkWebhooks() error {
	var err error
	var names []string
	for i, w := range c.Webhooks {
		key := fmt.Sprintf("webhooks[%d]", i)
		if w.Name == "" || slices.Contains(names, w.Name) {
			err = errors.Join(err, problem(key+".name", "每个通道要有不同的名称", "each channel needs a name of its own"))
		}
		names = append(names, w.Name)
		err = errors.Join(err, oneOf(key+".kind", w.Kind, "sms", "wecom"))
		u, bad := url.Parse(w.URL)
		if bad != nil || u.Host == "" || (u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Host))) {
			err = errors.Join(err, problem(key+".url", "应为 https:// 地址（本机可用 http://）", "must be an https:// address (http:// only on this machine)"))
		}
	}
	return err
}

func checkHostPort(key, addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil {
		return problem(key, "应写成 主机:端口，例如 127.0.0.1:8080 或 :8443", "write it as host:port, for example 127.0.0.1:8080 or :8443")
	}
	return nil
}

// loopback tells whether host or host:port is this machine.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = strings.Trim(addr, "[]")
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// certificateHosts are the names a self-signed certificate must cover: the
// configured ones, the base URL's, the listening one, and this machine's own.
func certificateHosts(hosts []string, addr, base string) []string {
	all := slices.Clone(hosts)
	if u, err := url.Parse(base); err == nil {
		all = append(all, u.Hostname())
	}
	if host, _, err := net.SplitHostPort(addr); err == nil {
		all = append(all, host)
	}
	all = append(all, "localhost", "127.0.0.1", "::1")
	all = slices.DeleteFunc(all, func(h string) bool {
		ip := net.ParseIP(h)
		return h == "" || ip != nil && ip.IsUnspecified()
	})
	slices.Sort(all)
	return slices.Compact(all)
}
