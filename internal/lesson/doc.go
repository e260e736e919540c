// Package lesson works out the lessons of a class: its timetable laid over the
// calendar, less what fell out, plus what was given beside it. Nobody types a
// lesson that went as planned; a month counts once somebody has signed it.
package lesson
