// Package ui is the look and the parts of every page: the frame of each face,
// one table, one form, one timeline, one empty state, and the way a page is
// rendered.
//
// A page is a struct that embeds Page, and a template beside it that defines
// "main" (and, where it needs them, named blocks for htmx). Parts are typed
// structs; a template places one with {{.Show .Pupils}}. Words stand in both
// languages at the place where they are read: {{.L "我的工作" "My work"}}.
//
// The frame itself posts to a few routes that the program has to serve, each
// with the field csrf_token and "back", the path to return to:
//
//	POST /language  lang=zh|en
//	POST /post      post=<id>      another post of the same person
//	GET  /purpose                  the page that asks the purpose of this sitting of work
//	GET  /search    q=
//	POST /sign-out
//
// Styles and scripts are made by "make assets" (scripts/assets.mjs) into dist/,
// which is embedded. Without them every page still works and says what is missing.
package ui
