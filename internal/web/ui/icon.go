package ui

import "html/template"

// icons are drawn on a 24 by 24 grid with strokes of one width, so that they
// read as one hand and survive a grey printer.
var icons = map[string]string{
	"work":         `<path d="M4 5h9M4 12h9M4 19h9"/><path d="m16 5 1.6 1.6L21 3.4M16 12l1.6 1.6 3.4-3.2M16 19l1.6 1.6 3.4-3.2"/>`,
	"people":       `<circle cx="9" cy="8" r="3.4"/><path d="M2.8 20c.5-3.6 3-5.6 6.2-5.6s5.700 2 6.200 5.600"/><path d="M15.800 4.900a3.300 3.300 0 0 1 0 6.200M17.800 14.800c2 .7 3.200 2.500 3.500 5.200"/>`,
	"person":       `<circle cx="12" cy="8" r="3.800"/><path d="M5 20.500c.6-4 3.400-6.200 7-6.200s6.400 2.200 7 6.200"/>`,
	"round":        `<rect x="5" y="4" width="14" height="17" rx="2"/><path d="M9 4V2.800h6V4M9 10h6M9 14h6M9 18h3"/>`,
	"concern":      `<path d="M12 3.500 21.500 20h-19z"/><path d="M12 10v4.500M12 17.300v.2"/>`,
	"bell":         `<path d="M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15z"/><path d="M10 21h4"/>`,
	"referral":     `<path d="M4 8h13l-3.500-3.500M20 16H7l3.500 3.500"/>`,
	"report":       `<path d="M4 20h16M7 16v-4M12 16V6M17 16V9"/>`,
	"settings":     `<path d="M4 7h9M19 7h1M4 17h1M11 17h9"/><circle cx="16" cy="7" r="2.400"/><circle cx="8" cy="17" r="2.400"/>`,
	"search":       `<circle cx="10.500" cy="10.500" r="6.200"/><path d="m15.200 15.200 5.300 5.300"/>`,
	"more":         `<circle cx="5" cy="12" r="1"/><circle cx="12" cy="12" r="1"/><circle cx="19" cy="12" r="1"/>`,
	"phone":        `<path d="M5 3.800h4l1.600 4.400-2.200 1.600a12 12 0 0 0 5.800 5.800l1.600-2.200 4.400 1.600v4c0 .9-.8 1.500-1.700 1.400C10.600 19.700 4.300 13.400 3.600 5.500c-.1-.9.5-1.700 1.400-1.700z"/>`,
	"clock":        `<circle cx="12" cy="12" r="8.500"/><path d="M12 7v5.200l3.400 2"/>`,
	"late":         `<path d="M8 3h8l5 5v8l-5 5H8l-5-5V8z"/><path d="M12 7.500v5.500M12 16.300v.2"/>`,
	"soon":         `<circle cx="12" cy="12" r="8.500"/><path d="M12 12V3.500a8.500 8.500 0 0 1 8.500 8.500z" fill="currentColor"/>`,
	"lock":         `<rect x="5" y="10.500" width="14" height="10" rx="2"/><path d="M8 10.500V8a4 4 0 0 1 8 0v2.500"/>`,
	"file":         `<path d="M6 3h8l4 4v14H6z"/><path d="M14 3v4h4"/>`,
	"download":     `<path d="M12 4v11M7.500 11 12 15.500 16.500 11M5 20h14"/>`,
	"upload":       `<path d="M12 16V5M7.500 9 12 4.500 16.500 9M5 20h14"/>`,
	"check":        `<path d="m4.500 12.500 5 5 10-11"/>`,
	"checked_late": `<path d="m4.500 10.500 5 5L19.500 5"/><path d="M5 20.500h14"/>`,
	"cross":        `<path d="m6 6 12 12M18 6 6 18"/>`,
	"left":         `<path d="m14.500 5-7 7 7 7"/>`,
	"right":        `<path d="m9.500 5 7 7-7 7"/>`,
	"up":           `<path d="m5 14.500 7-7 7 7"/>`,
	"down":         `<path d="m5 9.500 7 7 7-7"/>`,
	"home":         `<path d="M4 11.500 12 4l8 7.500V20h-5.500v-5.500h-5V20H4z"/>`,
	"school":       `<path d="M3 20h18M5 20V10l7-5 7 5v10M10 20v-5h4v5"/>`,
	"heart":        `<path d="M12 20C5.500 15.500 3.500 12.300 3.500 9.300A4.300 4.300 0 0 1 12 8a4.300 4.300 0 0 1 8.500 1.300c0 3-2 6.200-8.500 10.700z"/>`,
	"out":          `<path d="M13 4H5v16h8M10 12h11M17.500 8.500 21 12l-3.500 3.500"/>`,
	"language":     `<circle cx="12" cy="12" r="8.500"/><path d="M3.500 12h17M12 3.500c5 5.500 5 11.500 0 17M12 3.500c-5 5.500-5 11.500 0 17"/>`,
	"eye":          `<path d="M2.500 12c4.500-7.500 14.500-7.500 19 0-4.500 7.500-14.500 7.500-19 0z"/><circle cx="12" cy="12" r="2.800"/>`,
	"info":         `<circle cx="12" cy="12" r="8.500"/><path d="M12 11v5.500M12 7.600v.2"/>`,
	"calendar":     `<rect x="4" y="5" width="16" height="16" rx="2"/><path d="M4 10h16M8.500 3v4M15.500 3v4"/>`,
	"plus":         `<path d="M12 5v14M5 12h14"/>`,
	"filter":       `<path d="M4 5h16l-6 7.500V20l-4-2v-5.500z"/>`,
	"columns":      `<rect x="4" y="4" width="16" height="16" rx="2"/><path d="M9.500 4v16M14.500 4v16"/>`,
	"print":        `<path d="M7 9V3.500h10V9M7 17H4V9h16v8h-3"/><path d="M7 14h10v6.500H7z"/>`,
	"undo":         `<path d="M8 5 4 9l4 4"/><path d="M4 9h10a5.500 5.500 0 0 1 0 11H9"/>`,
	"note":         `<path d="M5 4h14v11l-5 5H5z"/><path d="M19 15h-5v5M9 9h6M9 13h3"/>`,
	"talk":         `<path d="M4 5h16v11h-9l-4.500 4v-4H4z"/>`,
	"shield":       `<path d="M12 3 5 5.500V12c0 4.500 3 7.500 7 9 4-1.500 7-4.500 7-9V5.500z"/>`,
	"empty":        `<path d="M4 13 6.500 5h11L20 13v6H4z"/><path d="M4 13h5l1.500 2.500h3L15 13h5"/>`,
	"hidden":       `<path d="M4 12h16"/>`,
}

func icon(name string) template.HTML {
	paths, ok := icons[name]
	if !ok {
		paths = icons["info"]
	}
	return template.HTML(`<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">` + paths + `</svg>`)
}
