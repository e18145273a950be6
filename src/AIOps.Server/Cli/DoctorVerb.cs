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
        var environment = new EnvironmentFileOption();
        options.AddTo(command);
        environment.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            try
            {
                var file = environment.Apply(result);
                var data = options.Data(result);
                var settings = DoctorSettings.Load(data);
                var findings = (await new Doctor(options.UrlOr(result, settings.Url), data, settings, TimeProvider.System).ExamineAsync(cancellationToken)).ToList();
                findings.AddRange(file is (var path, var lines) ? lines.Select(line => DoctorFinding.Bad($"{path}:{line}", "sets no variable, and systemd passes over it", "write NAME=VALUE, without export")) : []);
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
