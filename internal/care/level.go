package care

import "fmt"

// Level is how worried a trained person is about a child, in order. The
// documents' own numberings (一级...) run in different directions and exist only
// as labels in policy packs. FHIR: RiskAssessment.
type Level int

// The levels. A level is a person's judgement; what a machine writes is a
// suggestion and has its own field.
const (
	LevelNone Level = iota
	LevelWatch
	LevelGeneral
	LevelSerious
	LevelMajor
)

var levelNames = []string{"none", "watch", "general", "serious", "major"}

func (l Level) String() string {
	if l < 0 || int(l) >= len(levelNames) {
		return fmt.Sprintf("level(%d)", int(l))
	}
	return levelNames[l]
}

// ParseLevel reads a level's code name.
func ParseLevel(s string) (Level, error) {
	for i, n := range levelNames {
		if n == s {
			return Level(i), nil
		}
	}
	return 0, Invalidf("level", "没有这个级别", "there is no such level")
}

// MarshalText writes the code name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the code name.
func (l *Level) UnmarshalText(b []byte) (err error) {
	*l, err = ParseLevel(string(b))
	return err
}

// UnmarshalYAML reads the code name. Before it calls UnmarshalText the YAML decoder
// writes out the rest of the file, for every level in it.
func (l *Level) UnmarshalYAML(decode func(any) error) error {
	var s string
	if err := decode(&s); err != nil {
		return err
	}
	return l.UnmarshalText([]byte(s))
}

// Levels lists all levels from none to major.
func Levels() []Level {
	return []Level{LevelNone, LevelWatch, LevelGeneral, LevelSerious, LevelMajor}
}
