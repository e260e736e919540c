// Package sheet reads and writes tables: XLSX workbooks and CSV text.
//
// A roster of a million children must pass through a small machine without a
// readable row ever touching a disk. The usual library for XLSX keeps rows in
// the temp folder once a part is above 16 MB, both when it reads and when it
// streams out, so this package reads the zip and its XML itself, one row at a
// time, and writes workbooks of inline strings straight to the connection.
//
// Reading is tolerant where offices are sloppy (encodings, separators, date
// formats, missing cell references) and strict where a file can hurt (size,
// compression ratio, entity declarations). Every refusal is a care.Error that
// says in both languages what to do next. No error carries the content of a
// cell.
package sheet
