package care

// LessonSlot is one line of a school's timetable of mental-health lessons: a class
// has one on this weekday, from a day to a day.
type LessonSlot struct {
	ID      ID
	Class   ID
	Weekday int // 1 Monday to 7 Sunday
	Period  int // the how-manieth lesson of the day
	Weeks   Weeks
	Teacher ID   // person; 0 where the list names nobody of the school
	From    Date // first day on which it holds
	To      Date // last; "" until another list replaces it
}

// Weeks tells in which weeks of a term a slot has its lesson.
type Weeks string

// The patterns; a term's first week, the one with its first day, is odd.
const (
	EveryWeek Weeks = "every"
	OddWeeks  Weeks = "odd"
	EvenWeeks Weeks = "even"
)

// Valid tells a pattern from anything else.
func (w Weeks) Valid() bool { return w == EveryWeek || w == OddWeeks || w == EvenWeeks }

// Name is the pattern in words.
func (w Weeks) Name() Text {
	switch w {
	case OddWeeks:
		return Text{"单周", "odd weeks"}
	case EvenWeeks:
		return Text{"双周", "even weeks"}
	}
	return Text{"每周", "every week"}
}

// LessonChange is a lesson that fell out, or one that was given beside the
// timetable to make up for it.
type LessonChange struct {
	ID     ID
	Class  ID
	On     Date
	Period int
	Reason LessonReason // why it fell out; "" for a lesson that was added
	Post   ID
	Person ID
	At     Millis
}

// Added tells a make-up lesson from one that fell out.
func (c LessonChange) Added() bool { return c.Reason == "" }

// LessonReason is why a lesson fell out: a closed list, so that it may stand in
// clear and be counted.
type LessonReason string

// The reasons.
const (
	LessonExam    LessonReason = "exam"
	LessonEvent   LessonReason = "event"
	LessonTeacher LessonReason = "teacher"
	LessonClosed  LessonReason = "closed"
	LessonTaken   LessonReason = "taken"
	LessonMoved   LessonReason = "moved"
)

var lessonReasons = []struct {
	reason LessonReason
	name   Text
}{
	{LessonExam, Text{"考试", "Examinations"}}, {LessonEvent, Text{"学校活动", "A school event"}}, {LessonTeacher, Text{"教师请假或外出", "The teacher was away"}},
	{LessonClosed, Text{"停课（天气、疫情等）", "School was closed (weather, illness)"}}, {LessonTaken, Text{"被其他课程占用", "Another subject took the time"}}, {LessonMoved, Text{"调到别的日子", "Moved to another day"}},
}

// LessonReasons lists the reasons in the order of a list box.
func LessonReasons() []LessonReason {
	out := make([]LessonReason, len(lessonReasons))
	for i, r := range lessonReasons {
		out[i] = r.reason
	}
	return out
}

// Name is the reason in words; the zero Text for what is none.
func (r LessonReason) Name() Text {
	for _, l := range lessonReasons {
		if l.reason == r {
			return l.name
		}
	}
	return Text{}
}

// LessonMonth is one class's month as somebody signed it: the days on which a
// lesson was given, a day twice where two were. Later changes of timetable or
// calendar don't touch it; signing again replaces it.
type LessonMonth struct {
	ID     ID
	Class  ID
	Month  string // 2026-10
	Days   []Date
	Post   ID
	Person ID
	At     Millis
}

// Month is the month a day lies in, 2026-10.
func (d Date) Month() string {
	if len(d) < 7 {
		return ""
	}
	return string(d[:7])
}
