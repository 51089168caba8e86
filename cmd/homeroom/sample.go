package main

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"homeroom"
	"homeroom/records"
)

// A sampleRoster is roster.yaml of the sample district: an invented school.
type sampleRoster struct {
	Schools []struct {
		ID   string `yaml:"id"`
		Name string `yaml:"name"`
	} `yaml:"schools"`
	Classes []struct {
		ID       string          `yaml:"id"`
		School   string          `yaml:"school"`
		Name     string          `yaml:"name"`
		Grade    string          `yaml:"grade"`
		Code     string          `yaml:"code"`
		Teacher  string          `yaml:"teacher"`
		Students []sampleStudent `yaml:"students"`
	} `yaml:"classes"`
}

// A sampleStudent is an invented student with sign-in pictures.
type sampleStudent struct {
	ID       string   `yaml:"id"`
	Given    string   `yaml:"given"`
	Family   string   `yaml:"family"`
	Grade    string   `yaml:"grade"`
	Animal   string   `yaml:"animal"`
	Language string   `yaml:"language"`
	Pictures []string `yaml:"pictures"`
}

func readSample() (sampleRoster, error) {
	var roster sampleRoster
	data, err := fs.ReadFile(homeroom.Samples(), path.Join("samples", sample, "roster.yaml"))
	if err != nil {
		return roster, fmt.Errorf("read sample school: %w", err)
	}
	if err := yaml.UnmarshalWithOptions(data, &roster, yaml.Strict()); err != nil {
		return roster, fmt.Errorf("read sample school: %w", err)
	}
	return roster, nil
}

// enrolSample puts the invented school into the records and opens its classes
// for the day, so that a visitor can sign in. It may be repeated.
func enrolSample(ctx context.Context, store *records.Store) error {
	from, err := readSample()
	if err != nil {
		return err
	}
	now := time.Now()
	var roster records.Roster
	for _, s := range from.Schools {
		roster.Schools = append(roster.Schools, records.School{ID: s.ID, Name: s.Name})
	}
	for _, c := range from.Classes {
		roster.Classes = append(roster.Classes, records.Class{
			ID: c.ID, School: c.School, Name: c.Name, Grade: c.Grade, Code: c.Code, Teacher: c.Teacher, Year: records.SchoolYear(now),
		})
		for _, s := range c.Students {
			roster.Students = append(roster.Students, records.Student{
				ID: s.ID, Given: s.Given, Family: s.Family, Grade: s.Grade, School: c.School, Animal: s.Animal, Language: s.Language,
			})
			roster.Enrolments = append(roster.Enrolments, records.Enrolment{Student: s.ID, Class: c.ID})
		}
	}
	if err := store.SaveRoster(ctx, roster); err != nil {
		return fmt.Errorf("enrol sample school: %w", err)
	}
	for _, c := range from.Classes {
		if err := store.OpenClass(ctx, c.ID, "sample", now.Add(24*time.Hour)); err != nil {
			return fmt.Errorf("open sample class: %w", err)
		}
		for _, s := range c.Students {
			if err := store.SetSecret(ctx, s.ID, "pictures", strings.Join(s.Pictures, " ")); err != nil {
				return fmt.Errorf("give sample pictures: %w", err)
			}
		}
	}
	return nil
}

// greetSample says how to sign in as one of the invented students of each class.
func greetSample(t terminal) error {
	from, err := readSample()
	if err != nil {
		return err
	}
	fmt.Fprintln(t.out, "\nAn invented school to try, with its classes open until tomorrow:")
	for _, c := range from.Classes {
		if len(c.Students) == 0 {
			continue
		}
		s := c.Students[0]
		fmt.Fprintf(t.out, "  %-28s class code %-8s student %s %s., pictures: %s\n",
			c.Name, c.Code, s.Given, string([]rune(s.Family)[:1]), strings.Join(s.Pictures, ", "))
	}
	return nil
}
