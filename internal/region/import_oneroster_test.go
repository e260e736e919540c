package region_test

import (
	"archive/zip"
	"bytes"
	"testing"

	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
)

func TestAZippedOneRosterSetIsRecognised(t *testing.T) {
	f := fixture.SQLite(t)
	i := importer(t, f)
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	for name, text := range map[string]string{
		"manifest.csv": "propertyName,value\noneroster.version,1.1\n",
		"orgs.csv":     "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\no1,active,2026-09-01," + f.Other.Name + ",school,,\n",
		"classes.csv":  "sourcedId,status,dateLastModified,title,grades,classCode,classType,schoolSourcedId\nc1,active,2026-09-01,七年级3班,07,,homeroom,o1\n",
		"enrollments.csv": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n" +
			"e1,active,2026-09-01,c1,o1,u1,student,true,2026-09-01,2027-07-01\n",
		"demographics.csv": "sourcedId,status,dateLastModified,birthDate,sex\nu1,active,2026-09-01,2014-03-05,female\n",
		"users.csv": "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,identifier,email,sms,phone,agentSourcedIds,grades\n" +
			"u1,active,2026-09-01,TRUE,o1,student,u1,,小一,曹,OR1,,,,,07\n",
		"academicSessions.csv": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\ns1,active,2026-09-01,一,term,2026-09-01,2027-01-20,,2027\n",
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(text))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	v := i.stage(region.ImportSource{Name: "set.zip", Reader: bytes.NewReader(file.Bytes()), Size: int64(file.Len())})
	if v.Counts.New != 1 {
		t.Fatalf("got %+v\n%s", v, i.faults(v.ID))
	}
	i.apply(v.ID, region.ApplyOptions{GoodRows: true})
	people, _, classes := i.find("曹小一")
	if len(people) != 1 || people[0].StudentNo != "OR1" || people[0].Sex != "f" || classes[0] == 0 {
		t.Errorf("got %+v in %v", people, classes)
	}
}
