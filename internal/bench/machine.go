package bench

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Machine describes what was measured on, one line.
func Machine() string {
	model := "unknown processor"
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(b)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %d cores, %s/%s, %s", model, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
}

// cpu watches how much of the machine others use: a noisy run is no result.
type cpu struct {
	at   time.Time
	busy float64 // seconds of all cores
	own  float64 // seconds of this process
	ok   bool
}

func startCPU() cpu {
	busy, ok := machineSeconds()
	return cpu{at: time.Now(), busy: busy, own: ownSeconds(), ok: ok}
}

// other is how many cores everything but this process used since the start.
func (c cpu) other() float64 {
	busy, ok := machineSeconds()
	if !ok || !c.ok {
		return -1
	}
	return max(0, (busy-c.busy)-(ownSeconds()-c.own)) / time.Since(c.at).Seconds()
}

// used is the processor time this process used since the start.
func (c cpu) used() time.Duration {
	return time.Duration((ownSeconds() - c.own) * float64(time.Second))
}

// machineSeconds reads the busy time of all cores (proc(5): user, nice, system,
// irq, softirq and steal, in hundredths of a second).
func machineSeconds() (float64, bool) {
	b, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, false
	}
	line, _, _ := strings.Cut(string(b), "\n")
	fields := strings.Fields(line)
	if len(fields) < 9 || fields[0] != "cpu" {
		return 0, false
	}
	sum := 0.0
	for _, i := range []int{1, 2, 3, 6, 7, 8} {
		v, err := strconv.ParseFloat(fields[i], 64)
		if err != nil {
			return 0, false
		}
		sum += v
	}
	return sum / 100, true
}

func ownSeconds() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}
