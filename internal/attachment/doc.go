// Package attachment judges files that people put to a form: what they are by
// their content, whatever their name says, and whether they carry what a file
// about a child must not carry. It works on bytes in memory and writes nothing.
package attachment
