package web

import (
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// Unfounded serves a program whose database holds no region yet: it shows
// nothing and says how to begin. Founding is done at the machine itself, never
// over the network, so nobody can be first by being quick.
func Unfounded() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", ui.Static())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		ui.Guard(w.Header(), "")
		page := ui.Page{Title: care.Text{Zh: "还没有开通", En: "Not set up yet"}, Lang: session.Lang(r), Face: ui.Bare, Path: "/"}
		err := session.Show(w, http.StatusServiceUnavailable, page, ui.Heading{Title: page.Title},
			ui.Empty{Icon: "lock", Title: care.Text{Zh: "数据库里还没有区域", En: "The database holds no region yet"},
				Text: care.Text{Zh: "请在服务器上运行 xinhuan keys 生成密钥，再运行 xinhuan init 开通区域，然后重新启动。开通时会打印三名管理员和区县教育干部的首次密码。",
					En: "On the server run xinhuan keys to make the keys, then xinhuan init to found the region, and start again. The founding prints the first passwords of the three administrators and the district officer."}},
			ui.Link{Label: care.Text{Zh: "English", En: "中文"}, Href: "/?lang=" + string(page.Other()), Icon: "language"})
		if err != nil {
			ui.Fail(w, page, err, "")
		}
	})
	return mux
}
