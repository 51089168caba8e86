package main

import "github.com/spf13/cobra"

func translateExportCommand(t terminal) *cobra.Command { return &cobra.Command{Use: "export"} }
func translateImportCommand(t terminal) *cobra.Command { return &cobra.Command{Use: "import"} }
