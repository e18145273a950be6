using System.CommandLine;
using AIOps.Server.Demo.Cast;
using AIOps.Server.Demo.Faults;
using AIOps.Server.Demo.Trials;
using Spectre.Console;

namespace AIOps.Server.Demo;

/// <summary><c>aiops demo</c>: a real shop, a real fault, and the service that heals it.</summary>
internal static class DemoCommand
{
    private const int WrongUse = 2;

    public static Command Create()
    {
        var names = string.Join(", ", FaultList.Names);
        var fault = new Option<string>("--fault") { Description = $"What to break: {names}, or random (hidden until the end).", DefaultValueFactory = _ => "crash" };
        var faults = new Option<string?>("--faults") { Description = "Several in turn: all, or names joined by commas." };
        var keep = new Option<bool>("--keep") { Description = "Leaves service and shop running with the console." };
        var seed = new Option<int?>("--seed") { Description = "Makes the choice of services and random faults repeatable." };
        var healthy = new Option<double?>("--healthy") { Description = "Breaks nothing: deploys, restarts, a batch job and a traffic wave for so many minutes; fails on any page or run." };
        var set = new Option<string?>("--set") { Description = "The services: shop or workers; without it the one where the fault is at home." };
        var repeat = new Option<int>("--repeat") { Description = "How often the faults are gone through, each time from the beginning.", DefaultValueFactory = _ => 1, Hidden = true };
        var report = new Option<string?>("--report") { Description = "File for a table of the results.", Hidden = true };
        var command = new Command("demo", "Starts a small shop, breaks it and heals it.") { fault, faults, keep, seed, healthy, set, repeat, report };
        command.SetAction(async (parsed, cancelled) =>
        {
            var chosenSeed = parsed.GetValue(seed) ?? Random.Shared.Next(1, 100_000);
            var random = parsed.GetValue(faults) is null && parsed.GetRequiredValue(fault) == "random";
            var chosen = random
                ? [FaultList.Names[new Random(chosenSeed).Next(FaultList.Names.Count)]]
                : Names(parsed.GetValue(faults) ?? parsed.GetRequiredValue(fault));
            if (chosen.FirstOrDefault(name => !FaultList.Names.Contains(name, StringComparer.Ordinal)) is { } unknown)
            {
                await Console.Error.WriteLineAsync($"--fault {unknown}: there is no such fault; write one of {names}, or random");
                return WrongUse;
            }

            if (parsed.GetValue(set) is not (null or ServiceSet.ShopName or ServiceSet.WorkersName))
            {
                await Console.Error.WriteLineAsync($"--set {parsed.GetValue(set)}: write shop or workers");
                return WrongUse;
            }

            var rounds = Math.Clamp(parsed.GetValue(repeat), 1, 100);
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
            var results = new List<TrialResult>();
            var exit = 0;

            var series = Enumerable.Range(0, rounds).SelectMany(_ => TrialSeries.Split(chosen, parsed.GetValue(set))).ToList();
            for (var part = 0; part < series.Count && !cancelled.IsCancellationRequested; part++)
            {
                var options = new DemoOptions
                {
                    Faults = series[part].Faults,
                    Hidden = random,
                    Keep = parsed.GetValue(keep) && part == series.Count - 1,
                    Seed = chosenSeed + part,
                    Healthy = parsed.GetValue(healthy) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
                    Set = series[part].Set,
                    Report = parsed.GetValue(report),
                };
                exit = Math.Max(exit, await new DemoRun(options, results, console, TimeProvider.System).RunAsync(cancelled));
            }

            return exit;
        });
        return command;
    }

    private static string[] Names(string text) => text == "all"
        ? [.. FaultList.Names]
        : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
