using System.CommandLine;
using System.Text.Json;
using AIOps.Server.Configuration;

namespace AIOps.Server.Cli;

/// <summary><c>aiops doctor</c>.</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var command = new Command("doctor", "Checks service, ports, disk, clock, data folder, database, broker and remote store, and says what to do.");
        var options = new ServiceOptions();
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            try
            {
                var findings = await new Doctor(options.Url(result), options.Data(result), DoctorSettings.Load(options.Data(result)), TimeProvider.System).ExamineAsync(cancellationToken);
                if (options.Json(result))
                {
                    Verb.PrintJson(Terminal.Output, JsonSerializer.SerializeToElement(findings, JsonSerializerOptions.Web));
                }
                else
                {
                    Print(findings);
                }

                return findings.Any(finding => finding.Fault) ? 1 : 0;
            }
            catch (Exception failure) when (failure is CommandFailure or StartException)
            {
                Terminal.Fail(failure.Message);
                return 1;
            }
        });
        return command;
    }

    private static void Print(IReadOnlyList<DoctorFinding> findings)
    {
        var table = Terminal.Table("", "what", "how it is", "what to do");
        foreach (var finding in findings)
        {
            table.Row(finding.Good ? "ok" : finding.Fault ? "FAULT" : "note", finding.What, finding.Words, finding.Remedy);
        }

        Terminal.Output.Write(table);
        var faults = findings.Count(finding => finding.Fault);
        Terminal.Output.Line(faults == 0 ? "No fault found." : faults == 1 ? "1 fault found." : $"{faults} faults found.");
    }
}
