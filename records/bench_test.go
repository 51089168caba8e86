package records_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"homeroom/records"
)

// BenchmarkFinishAttempt64 measures how many finished attempts a second are
// saved when 64 students press the button at once, all the time. Each one is
// ten answers, a result, a completion and two events, on the disk before it is
// acknowledged.
func BenchmarkFinishAttempt64(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) {
		finishAttempts(b, place{filepath.Join(b.TempDir(), "records.db"), newClock()})
	})
	b.Run("postgres", func(b *testing.B) {
		server := os.Getenv("HOMEROOM_TEST_POSTGRES")
		if server == "" {
			b.Skip("HOMEROOM_TEST_POSTGRES is not set")
		}
		finishAttempts(b, place{withSchema(server, freshSchema(b, server)), newClock()})
	})
}

func finishAttempts(b *testing.B, p place) {
	s := p.open(b)
	r := roster()
	for i := range 1000 {
		r.Students = append(r.Students, records.Student{ID: pupil(i), Given: "Pupil", School: "elm"})
	}
	if err := s.SaveRoster(b.Context(), r); err != nil {
		b.Fatal(err)
	}
	asked := make([]string, 10)
	answers := make(map[string]json.RawMessage)
	for i := range asked {
		asked[i] = fmt.Sprintf("question-%d", i)
		answers[asked[i]] = json.RawMessage(`{"":["choice-a","choice-b"]}`)
	}
	attempts := make([]string, b.N)
	submitters(b.N, 64, func(i int) {
		a, err := s.StartAttempt(context.Background(), records.Attempt{
			Student: pupil(i), Class: "c1", Quiz: fmt.Sprintf("6-8/quiz-%d", i), Edition: "e1", Language: "es", Asked: asked,
		})
		if err != nil {
			b.Error(err)
		}
		attempts[i] = a.ID
	})
	if b.Failed() {
		return
	}

	times := make([]time.Duration, b.N)
	b.ResetTimer()
	submitters(b.N, 64, func(i int) {
		start := time.Now()
		_, err := s.FinishAttempt(context.Background(), records.Finish{
			Attempt: attempts[i], Student: pupil(i), Right: 9, Total: 10, Passed: true, Answers: answers,
			Lesson: fmt.Sprintf("6-8/lesson-%d", i), LessonEdition: "e2",
		})
		if err != nil {
			b.Error(err)
		}
		times[i] = time.Since(start)
	})
	b.StopTimer()
	slices.Sort(times)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "submissions/s")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "p99-ms")
}

// pupil returns the id of one of a thousand students.
func pupil(i int) string { return fmt.Sprintf("pupil-%03d", i%1000) }

// submitters calls do for 0 to n-1 from a number of goroutines.
func submitters(n, goroutines int, do func(i int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	all.Wait()
}
