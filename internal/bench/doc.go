// Package bench measures what one machine does with handed-in sheets: the whole
// way over HTTP, with every check, seal and flush, beside a bare JSON echo of the
// same process. A figure without its echo says more about the machine than
// about the program, so both come from one run and the ratio is the result.
package bench
