package casework_test

import (
	"context"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
)

// A result from outside is kept sealed among the scores: whoever may read scores reads
// it, nobody else does, and only a mention of self-harm asks for an interview.
func TestAResultFromOutsideIsKeptLikeScores(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		pupil, teacher := f.Pupils[0], f.As(care.PsychologyTeacher)
		values := questionnaire.Values{"scale": questionnaire.TextValue("psqi"), "held_on": questionnaire.TextValue(string(care.DateOf(f.Now()))), "informant": questionnaire.TextValue("self"),
			"rater": questionnaire.TextValue("县人民医院睡眠门诊"), "total": questionnaire.NumberValue(9), "band": questionnaire.TextValue("睡眠质量差"), "self_harm": questionnaire.TextValue("no"), "source": questionnaire.TextValue("家长出示的报告")}
		file := func(who act.Who, v questionnaire.Values) (care.ID, error) {
			return f.Casework.FileRecord(ctx, who, casework.Filing{Form: "outside_result", Person: pupil, Values: v})
		}
		id, err := file(teacher, values)
		if err != nil {
			t.Fatal(err)
		}
		got, err := f.Casework.OpenRecord(ctx, teacher, id)
		if err != nil || !got.Values["total"].Equal(questionnaire.NumberValue(9)) || !got.Values["band"].Equal(values["band"]) {
			t.Errorf("got %v, %v, want the result as written", got.Values, err)
		}
		view(t, f, func(tx *act.Tx) error {
			parts, err := tx.RecordParts(id)
			if err == nil && (len(parts) != 1 || parts[0].Class != "scores") {
				t.Errorf("got parts %v, want one among the scores", parts)
			}
			return err
		})
		for _, role := range []care.Role{care.ClassTeacher, care.SubjectTeacher, care.Principal, care.DistrictOfficer} {
			who := f.As(role)
			if v, err := f.Casework.OpenRecord(ctx, who, id); err == nil && len(v.Values) > 0 {
				t.Errorf("the %s reads %v", role, v.Values)
			}
			_, err := file(who, values)
			if kind := care.KindOf(err); kind != care.Forbidden && kind != care.NotFound {
				t.Errorf("the %s writes one: %v", role, err)
			}
		}
		if flag := f.FlagOf(t, pupil); flag.ID != 0 {
			t.Error("a result that names no danger raised a flag")
		}
		values["self_harm"] = questionnaire.TextValue("yes")
		if _, err := file(teacher, values); err != nil {
			t.Fatal(err)
		}
		if flag := f.FlagOf(t, pupil); flag.ID == 0 {
			t.Error("a result that speaks of self-harm raised no flag")
		}
	})
}
