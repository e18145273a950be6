using System.CommandLine;
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
        var names = string.Join(", ", FaultList.All.Select(fault => fault.Name));
        var fault = new Option<string>("--fault") { Description = $"What to break: {names}, or random (hidden until the end).", DefaultValueFactory = _ => "crash" };
        var faults = new Option<string?>("--faults") { Description = "Several in turn: all, or names joined by commas." };
        var keep = new Option<bool>("--keep") { Description = "Leaves service and shop running with the console." };
        var seed = new Option<int?>("--seed") { Description = "Makes the choice of services and random faults repeatable." };
        var healthy = new Option<double?>("--healthy") { Description = "Breaks nothing: deploys, restarts, a batch job and a traffic wave for so many minutes; fails on any page or run." };
        var set = new Option<string>("--set") { Description = "The service set: shop or workers.", DefaultValueFactory = _ => "shop", Hidden = true };
        var repeat = new Option<int>("--repeat") { Description = "How often the faults are gone through, each time from the beginning.", DefaultValueFactory = _ => 1, Hidden = true };
        var report = new Option<string?>("--report") { Description = "File for a table of the results.", Hidden = true };
        var command = new Command("demo", "Starts a small shop, breaks it and heals it.") { fault, faults, keep, seed, healthy, set, repeat, report };
        command.SetAction(async (parsed, cancelled) =>
        {
            var chosenSeed = parsed.GetValue(seed) ?? Random.Shared.Next(1, 100_000);
            var random = parsed.GetValue(faults) is null && parsed.GetRequiredValue(fault) == "random";
            var chosen = random
                ? [FaultList.All[new Random(chosenSeed).Next(FaultList.All.Count)].Name]
                : Names(parsed.GetValue(faults) ?? parsed.GetRequiredValue(fault));
            if (chosen.FirstOrDefault(name => FaultList.Find(name) is null) is { } unknown)
            {
                await Console.Error.WriteLineAsync($"--fault {unknown}: there is no such fault; write one of {names}, or random");
                return WrongUse;
            }

            if (parsed.GetRequiredValue(set) is not ("shop" or "workers"))
            {
                await Console.Error.WriteLineAsync($"--set {parsed.GetValue(set)}: write shop or workers");
                return WrongUse;
            }

            var rounds = Math.Clamp(parsed.GetValue(repeat), 1, 100);
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
            var results = new List<TrialResult>();
            var exit = 0;

            // each round with a service that knows nothing yet: the hourly budgets of the runbooks end a long series in one service, and rightly so
            for (var round = 0; round < rounds && !cancelled.IsCancellationRequested; round++)
            {
                var options = new DemoOptions
                {
                    Faults = chosen,
                    Hidden = random,
                    Keep = parsed.GetValue(keep) && round == rounds - 1,
                    Seed = chosenSeed + round,
                    Healthy = parsed.GetValue(healthy) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
                    Set = parsed.GetRequiredValue(set),
                    Report = parsed.GetValue(report),
                };
                exit = Math.Max(exit, await new DemoRun(options, results, console, TimeProvider.System).RunAsync(cancelled));
            }

            return exit;
        });
        return command;
    }

    private static string[] Names(string text) => text == "all"
        ? [.. FaultList.All.Select(fault => fault.Name)]
        : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
