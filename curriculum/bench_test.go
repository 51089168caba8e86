package curriculum_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"homeroom/curriculum"
)

// BenchmarkLoad loads 1,000 lessons of some 320 words.
func BenchmarkLoad(b *testing.B) {
	files := manyLessons(1000)
	b.ReportAllocs()
	for b.Loop() {
		_, problems, err := curriculum.Load(files)
		if err != nil {
			b.Fatal(err)
		}
		if len(problems) != 1000 { // each has no quiz
			b.Fatalf("%d problems, such as %v", len(problems), problems[0])
		}
	}
}

// manyLessons returns a curriculum of n lessons without quizzes.
func manyLessons(n int) fstest.MapFS {
	files := fstest.MapFS{
		"config.yaml": {Data: []byte("facts:\n  report-person: a teacher\n")},
		"lessons/plan.yaml": {Data: []byte(`units: [{id: respond, name: Respond}]
bands: [{id: 6-8, name: Grades 6–8, grades: [7]}]
annual: [{grade: 7, lesson: annual-7, module: Pause, minutes: 40}]
topics: []
`)},
	}
	for i := range n {
		part := 0
		scene := func() string { // each differs from all others
			part++
			return strings.Repeat(fmt.Sprintf("Maya sees a *cruel* photo of Leo in the class chat %d-%d, and asks {{< report-person >}} what to do. ", i, part), 4)
		}
		name, id := fmt.Sprintf("lessons/6-8/lesson-%d.md", i), fmt.Sprintf("lesson-%d", i)
		unit := "unit: respond\n"
		if i == 0 {
			name, id, unit = "lessons/annual/7.md", "annual-7", ""
		}
		files[name] = &fstest.MapFile{Data: []byte(`---
id: ` + id + `
title: Save It, Block It, Report It
` + unit + `minutes: 40
objectives:
  evidence: I can save evidence before it disappears.
  path: I can walk our school's reporting path, step by step.
rules: [kind-conduct]              # rules of the district's policy that it teaches
standards: [ISTE 1.2.b]
words:
  evidence: something that shows what happened
  retaliation: hurting someone because they reported
---

When somebody is cruel online, three calm steps work better than one angry reply.

## Warm-up {#warm-up minutes=5}

` + scene() + `

## Learn {#learn minutes=10}

### The group chat {#scene-group-chat}

` + scene() + `

## Practice {#practice minutes=20 objectives="evidence path"}

` + scene() + `

- Save it, as in [the warm-up](#warm-up). {#save}
- Block it.
- Report it.

## Take home {#take-home}

` + scene() + "\n")}
	}
	return files
}
