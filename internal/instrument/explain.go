package instrument

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"xinhuan/internal/care"
)

// Step is one line of the working of a score, in both languages. It repeats
// answers and is as confidential as the sheet.
type Step struct {
	Figure string    `json:"figure"` // total, a sub-scale id, band, critical, validity, norm
	Name   care.Text `json:"name"`   // of a total or sub-scale, in words
	Text   care.Text `json:"text"`
}

// Explain scores the sheet and says how each figure came about: items, reverse
// handling, multiplier, prorating, rounding, and the source of each band.
func (in *Instrument) Explain(sheet Sheet, options Options) []Step {
	options.Explain = true
	return in.Score(sheet, options).Explain
}

func (v *view) explain(r *Result) []Step {
	var steps []Step
	for i := range v.values {
		if p := &v.in.compiled.scales[i]; p.scale.Method != "none" {
			steps = append(steps, v.explainFigure(p, v.values[i]))
			steps = append(steps, v.explainBand(r, v.values[i])...)
		}
	}
	steps = append(steps, v.explainOutcome(r)...)
	for _, p := range v.in.compiled.critical {
		if v.fires(p) {
			from, kind := cited(p.rule.Source, p.rule.SourceZh), criticalWords[p.rule.Kind]
			steps = append(steps, Step{Figure: "critical", Text: care.Text{
				Zh: fmt.Sprintf("%s得分达到 %d：%s。依据：%s", p.name().Zh, p.rule.AtLeast, kind.Zh, from.Zh),
				En: fmt.Sprintf("%s scored %d or more: %s. Source: %s", p.name().En, p.rule.AtLeast, kind.En, from.En),
			}})
		}
	}
	for _, n := range r.Norms {
		steps = append(steps, v.explainNorm(n))
	}
	if len(r.Flags) > 0 {
		var zh, en []string
		for _, flag := range r.Flags {
			zh, en = append(zh, flagWords[flag].Zh), append(en, flagWords[flag].En)
		}
		steps = append(steps, Step{Figure: "validity", Text: care.Text{Zh: strings.Join(zh, "；"), En: strings.Join(en, "; ")}})
	}
	for i := range steps {
		steps[i].Text = steps[i].Text.Capital()
	}
	return steps
}

// criticalWords say what a critical answer asks of the adults.
var criticalWords = map[string]care.Text{
	"hard": {Zh: "危险回答，马上叫成人到学生身边", En: "a danger answer, which calls an adult to the pupil at once"},
	"soft": {Zh: "值得面谈时问一问的回答", En: "an answer to ask about when the pupil is met"},
}

// flagWords say what was found about the way a sheet was answered.
var flagWords = map[string]care.Text{
	FlagTooManyMissing: {Zh: "未答的题太多", En: "too many items are unanswered"},
	FlagLieScale:       {Zh: "效度题提示作答不可靠", En: "the validity items call the answers unreliable"},
	FlagStraightLine:   {Zh: "各题都选了同一项", En: "every item has the same answer"},
	FlagTooFast:        {Zh: "答得太快", En: "the answers came too fast"},
	FlagBadAnswer:      {Zh: "有不存在的选项，按未答处理", En: "an answer is none of the options and counts as missing"},
	FlagAllExtreme:     {Zh: "各题都选了最重的一项，请当面了解", En: "every answer is the strongest one: ask in person"},
	FlagAge:            {Zh: "年龄不在量表的适用范围内", En: "the age lies outside that of the scale"},
	FlagOption:         {Zh: "选用的设置不存在，按默认计分", En: "a chosen setting does not exist, the default was used"},
	FlagExternal:       {Zh: "本系统不计分，只记录外部结果", En: "not scored here, only outside results are recorded"},
}

func (v *view) scaleName(id string) care.Text { return v.in.ScaleName(id) }

// ScaleName is a figure in words.
func (in *Instrument) ScaleName(id string) care.Text {
	for _, p := range in.compiled.scales {
		if p.scale.ID == id && p.scale.Zh != "" {
			return p.scale.Name()
		}
	}
	if id == "total" {
		return care.Text{Zh: "总分", En: "total"}
	}
	return care.Text{Zh: id, En: id}
}

// name is what a critical rule looks at, in words.
func (p criticalPlan) name() care.Text {
	if p.item < 0 {
		return care.Text{Zh: "总分", En: "total"}
	}
	n := strconv.Itoa(p.item + 1)
	return care.Text{Zh: "第 " + n + " 题", En: "item " + n}
}

// itemsEn are numbers of items as English says them.
func itemsEn(numbers []string) string {
	if len(numbers) == 1 {
		return "item " + numbers[0]
	}
	return "items " + strings.Join(numbers, ", ")
}

// limit is the number of a cut-off, or nothing where it is no single number.
func (c Cutoff) limit() string {
	switch {
	case c.AtLeast != nil:
		return " ≥" + num(*c.AtLeast)
	case c.AtMost != nil:
		return " ≤" + num(*c.AtMost)
	}
	return ""
}

func num(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

var (
	methodZh = map[string]string{"sum": "求和", "mean": "平均", "count": "计数", "mean_above": "阳性项目平均"}
	methodEn = map[string]string{"sum": "sum", "mean": "mean", "count": "count", "mean_above": "mean of positive items"}
	roundZh  = map[string]string{"half_up": "四舍五入", "truncate": "取整舍尾"}
	roundEn  = map[string]string{"half_up": "rounded half up", "truncate": "truncated"}
)

func (v *view) explainFigure(p *scalePlan, s SubscaleScore) Step {
	var turned, blank []string
	scored := map[int16][]string{}
	missing := 0
	for _, i := range p.items {
		score, ok := v.score(i)
		if !ok {
			missing++
			blank = append(blank, strconv.Itoa(i+1))
			continue
		}
		scored[score] = append(scored[score], strconv.Itoa(i+1))
		if v.reverse[i] {
			turned = append(turned, strconv.Itoa(i+1))
		}
	}
	zh, en := "", ""
	for _, score := range slices.Backward(slices.Sorted(maps.Keys(scored))) { // what weighs most is read first
		zh += fmt.Sprintf("%d 分：第 %s 题；", score, strings.Join(scored[score], "、"))
		en += fmt.Sprintf("%s scored %d; ", itemsEn(scored[score]), score)
	}
	if blank != nil {
		zh, en = zh+"未答：第 "+strings.Join(blank, "、")+" 题；", en+itemsEn(blank)+" unanswered; "
	}
	zh, en = zh+methodZh[p.scale.Method], en+methodEn[p.scale.Method]
	if turned != nil {
		zh += "；反向计分：第 " + strings.Join(turned, "、") + " 题（最小值 + 最大值 − 得分）"
		en += "; reversed: " + itemsEn(turned) + " (lowest + highest − score)"
	}
	if p.scale.Threshold > 0 {
		zh += fmt.Sprintf("；只计 %d 分及以上的题", p.scale.Threshold)
		en += fmt.Sprintf("; only items scored %d or more", p.scale.Threshold)
	}
	if missing > 0 {
		from := cited(p.scale.Missing.Source, p.scale.Missing.SourceZh)
		zh += fmt.Sprintf("；缺 %d 题，最多允许缺 %d 题（%s）", missing, p.scale.Missing.Max, from.Zh)
		en += fmt.Sprintf("; %d missing, at most %d allowed (%s)", missing, p.scale.Missing.Max, from.En)
	}
	if !s.Scored {
		return Step{s.ID, v.scaleName(s.ID), care.Text{Zh: zh + "；不计分", En: en + "; not scored"}}
	}
	if missing > 0 && p.scale.Method == "sum" {
		zh += fmt.Sprintf("；按比例折算 ×%d/%d", len(p.items), len(p.items)-missing)
		en += fmt.Sprintf("; prorated × %d/%d", len(p.items), len(p.items)-missing)
	}
	if p.scale.Multiplier != 1 {
		zh, en = zh+"；×"+num(p.scale.Multiplier), en+"; × "+num(p.scale.Multiplier)
	}
	if how := v.rounding(p.scale); how != "" {
		zh, en = zh+"；"+roundZh[how], en+"; "+roundEn[how]
	}
	return Step{s.ID, v.scaleName(s.ID), care.Text{Zh: zh + " = " + num(s.Value), En: en + " = " + num(s.Value)}}
}

// explainBand names the range a figure fell into and who published it.
func (v *view) explainBand(r *Result, s SubscaleScore) []Step {
	var set *BandSet
	for i := range v.in.BandSets {
		if v.in.BandSets[i].ID == r.BandSet {
			set = &v.in.BandSets[i]
		}
	}
	if set == nil || !s.Scored {
		return nil
	}
	sb := v.bandsFor(set, s.ID)
	if sb == nil {
		return nil
	}
	id := bandOf(sb.Bands, s.Value)
	for _, b := range sb.Bands {
		if b.ID == id {
			from, known := cited(set.Source, set.SourceZh), gradeWords[set.Grade]
			return []Step{{Figure: "band", Text: care.Text{
				Zh: fmt.Sprintf("%s %s 在 %s–%s 之间：%s。依据：%s（%s）", v.scaleName(s.ID).Zh, num(s.Value), num(b.Min), num(b.Max), b.Zh, from.Zh, known.Zh),
				En: fmt.Sprintf("%s %s lies in %s–%s: %s. Source: %s (%s)", v.scaleName(s.ID).En, num(s.Value), num(b.Min), num(b.Max), b.En, from.En, known.En),
			}}}
		}
	}
	return nil
}

func (v *view) explainOutcome(r *Result) []Step {
	var steps []Step
	for _, set := range v.in.BandSets {
		if set.ID == r.BandSet && set.Algorithm != "" && r.Band != "" {
			name, from, known := v.in.BandName(set.ID, r.Band), cited(set.Source, set.SourceZh), gradeWords[set.Grade]
			steps = append(steps, Step{Figure: "band", Text: care.Text{
				Zh: fmt.Sprintf("按规则判断：%s。依据：%s（%s）", name.Zh, from.Zh, known.Zh),
				En: fmt.Sprintf("by rule: %s. Source: %s (%s)", name.En, from.En, known.En),
			}})
		}
	}
	for _, c := range v.in.Cutoffs {
		if slices.Contains(r.Cutoffs, c.ID) {
			from, known := cited(c.Source, c.SourceZh), gradeWords[c.Grade]
			steps = append(steps, Step{Figure: "band", Text: care.Text{
				Zh: fmt.Sprintf("达到划界分%s。依据：%s（%s）", c.limit(), from.Zh, known.Zh),
				En: fmt.Sprintf("reaches the cut-off%s. Source: %s (%s)", c.limit(), from.En, known.En),
			}})
		}
	}
	return steps
}

// explainNorm says where a figure stands, among whom, and who says so.
func (v *view) explainNorm(n NormScore) Step {
	name, text := v.in.NormWords(n)
	return Step{Figure: "norm", Text: care.Text{Zh: name.Zh + "：" + text.Zh, En: name.En + ": " + text.En}}
}

// NormWords are the name of a figure and its place in a norm set, with the set, its
// sample and its source. A set that is gone leaves its id.
func (in *Instrument) NormWords(n NormScore) (name, text care.Text) {
	set, _ := in.NormSet(n.Set)
	words := n.words(set)
	zh, en := []string{words.Zh + "。常模 " + n.Set}, []string{words.En + ". Norm set " + n.Set}
	if set.Sample != "" {
		zh, en = append(zh, "样本："+set.Sample), append(en, "sample: "+set.Sample)
	}
	if set.Source != "" {
		from := set.Cited()
		zh, en = append(zh, "出处："+from.Zh), append(en, "source: "+from.En)
	}
	return in.ScaleName(n.Scale), care.Text{Zh: strings.Join(zh, "；"), En: strings.Join(en, "; ")}
}

// words are the figures of a norm score, without the set.
func (n NormScore) words(set NormSet) care.Text {
	var zh, en []string
	if n.T != nil {
		zh, en = append(zh, "T="+num(*n.T)), append(en, "T="+num(*n.T))
	}
	if n.Percentile != nil {
		zh, en = append(zh, "百分位="+num(*n.Percentile)), append(en, "percentile="+num(*n.Percentile))
	}
	if name := set.NormBandName(n.Band); name.ID != "" {
		zh, en = append(zh, name.Zh), append(en, name.En)
	}
	return care.Text{Zh: strings.Join(zh, "，"), En: strings.Join(en, ", ")}
}
