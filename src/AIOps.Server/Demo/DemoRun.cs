using System.Globalization;
using AIOps.Contracts.Incidents;
using AIOps.Server.Demo.Cast;
using AIOps.Server.Demo.Stage;
using AIOps.Server.Demo.Trials;
using Spectre.Console;

namespace AIOps.Server.Demo;

/// <summary>One run of the demo from the empty folder to the last process ended.</summary>
/// <param name="options">What the user asked for.</param>
/// <param name="results">What earlier runs found; the trials of this one are added.</param>
/// <param name="console">Where it is shown.</param>
/// <param name="time">The clock.</param>
internal sealed class DemoRun(DemoOptions options, List<TrialResult> results, IAnsiConsole console, TimeProvider time)
{
    private const double RequestsPerSecond = 20;
    private const double JobsPerSecond = 12;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Timeline _timeline = new(console, time);

    /// <summary>Exit code: 0 only when every trial was passed.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("aiops-demo-").FullName;
        var ports = FreePorts.Take(3);
        var set = options.Set == ServiceSet.WorkersName ? ServiceSet.Workers(JobsPerSecond, options.Seed) : ServiceSet.Shop(RequestsPerSecond, options.Seed);
        var catalogue = Path.Combine(folder, "catalogue.yaml");
        await using var stage = ServiceStage.Install(set, folder, catalogue, new Uri($"http://127.0.0.1:{ports[1]}"), time);
        ServiceProcess? service = null;
        var passed = false;
        try
        {
            await stage.StartAsync(cancellationToken);
            _timeline.Say("start", $"{set.Name}: {string.Join(", ", set.Members.Select(member => $"{member.Name} :{member.Port}"))}");
            _timeline.Say("start", $"aiops serve on http://127.0.0.1:{ports[0]}/ with {folder} (seed {options.Seed})");
            service = ServiceProcess.Start(folder, catalogue, ports[0], ports[1], ports[2]);
            await service.ReadyAsync(time, cancellationToken);
            using var client = new ServiceClient(service.Address, service.Token);
            await GrantAsync(client, cancellationToken);
            await LearnAsync(cancellationToken);
            passed = options.Healthy is { } length
                ? await new HealthyDay(stage, client, _timeline, options.Seed, time).RunAsync(length, cancellationToken)
                : await TrialsAsync(stage, client, cancellationToken);
            if (options.Keep)
            {
                stage.Keep();
                _timeline.Say("kept", $"console http://127.0.0.1:{ports[0]}/, token {Path.Combine(service.DataFolder, "token")}; end it with: pkill -f {folder}");
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _timeline.Say("stopped", "everything is cleaned up");
        }
        catch (Exception error) when (error is InvalidOperationException or TimeoutException or HttpRequestException)
        {
            _timeline.Say("failed", error.Message);
        }
        finally
        {
            if (!stage.Kept)
            {
                await stage.DisposeAsync();
                service?.Stop();
                CleanUp(folder, passed || cancellationToken.IsCancellationRequested);
            }

            service?.Dispose();
        }

        return passed ? 0 : 1;
    }

    private async Task<bool> TrialsAsync(ServiceStage stage, ServiceClient client, CancellationToken cancellationToken)
    {
        var choice = new TrialChoice(stage, options.Seed);
        var acted = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var earlier = results.Count;
        foreach (var name in options.Faults)
        {
            if (results.Count > earlier)
            {
                await CalmAsync(client, cancellationToken);
            }

            if (choice.Plan(name) is not { } plan)
            {
                // a fault that was asked for and could not be tried is no success
                _timeline.Say("failed", $"{name} does not fit the set {options.Set}: leave --set out and it gets the one where it is at home");
                return false;
            }

            foreach (var part in plan.Parts)
            {
                await RestAsync(part, acted, cancellationToken);
                acted[Rests(part)] = time.GetUtcNow();
            }

            results.Add(await new Trial(stage, client, _timeline, time).RunAsync(plan, options.Hidden, cancellationToken));
            Write();
        }

        if (results.Count > 1)
        {
            console.WriteLine();
            console.WriteLine(TrialTable.Markdown(results));
        }

        return results.Skip(earlier).All(result => result.Passed);
    }

    /// <summary>Waits, bounded, until what the last fault stirred up is over: a new fault would else be told inside an old incident.</summary>
    private async Task CalmAsync(ServiceClient client, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Settle)
        {
            await Task.Delay(Settle, time, cancellationToken);
            if ((await client.IncidentsAsync(DateTimeOffset.MinValue, cancellationToken)).All(incident => incident.State is IncidentState.Resolved or IncidentState.Closed or IncidentState.Merged or IncidentState.Cancelled))
            {
                return;
            }
        }
    }

    private static string Rests(PlannedFault part) => $"{string.Join(',', part.Fault.Runbooks)} {part.Member}";

    /// <summary>Waits until the fault's runbook may act on the member again.</summary>
    private async Task RestAsync(PlannedFault plan, Dictionary<string, DateTimeOffset> acted, CancellationToken cancellationToken)
    {
        var left = acted.TryGetValue(Rests(plan), out var at) ? at + plan.Fault.CoolDown + TimeSpan.FromMinutes(1) - time.GetUtcNow() : TimeSpan.Zero;
        if (left > TimeSpan.Zero)
        {
            _timeline.Say("waiting", string.Create(CultureInfo.InvariantCulture, $"{left.TotalSeconds:F0} s: its runbook acted on {plan.Member} lately and rests"));
            await Task.Delay(left, time, cancellationToken);
        }
    }

    private void Write()
    {
        if (options.Report is { } file)
        {
            File.WriteAllText(file, TrialTable.Markdown(results) + "\n");
        }
    }

    private async Task GrantAsync(ServiceClient client, CancellationToken cancellationToken)
    {
        foreach (var grant in await AutonomyGrant.GiveAsync(client, cancellationToken))
        {
            _timeline.Say("grant", grant);
        }
    }

    private async Task LearnAsync(CancellationToken cancellationToken)
    {
        var length = ServiceSettings.LearningTime;
        _timeline.Say("learning", string.Create(CultureInfo.InvariantCulture, $"{length.TotalSeconds:F0} s of what is normal"));
        await Task.Delay(length, time, cancellationToken);
    }

    private void CleanUp(string folder, bool passed)
    {
        if (!passed)
        {
            _timeline.Say("kept", $"logs of every process are in {folder}");
            return;
        }

        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException error)
        {
            _timeline.Say("kept", $"{folder}: {error.Message}");
        }
    }
}
