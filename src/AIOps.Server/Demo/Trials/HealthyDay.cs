using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Server.Demo.Processes;
using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Trials;

/// <summary>
/// An ordinary day in short: deployments with their change events, rolling restarts under load, a batch job and a traffic wave. Nothing is broken, so any page
/// and any run is a failure.
/// </summary>
internal sealed class HealthyDay(ServiceStage stage, ServiceClient client, Timeline timeline, int seed, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(45);

    private readonly Random _random = new(seed);
    private int _release;

    public async Task<bool> RunAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        timeline.Start();
        var began = time.GetUtcNow();
        var reporter = new IncidentReporter(timeline, time.GetUtcNow());
        var watch = new ServingWatch(stage, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = watch.RunAsync(stop.Token);
        var living = LiveAsync(stop.Token);
        IReadOnlyList<Incident> incidents = [];
        IReadOnlyList<Run> runs = [];
        while (time.GetUtcNow() - began < length)
        {
            incidents = await client.IncidentsAsync(began, cancellationToken);
            runs = await client.RunsAsync(began, cancellationToken);
            reporter.Report(incidents, runs);
            await Task.Delay(Look, time, cancellationToken);
        }

        await stop.CancelAsync();
        await Task.WhenAll(watching, living);
        var pages = await client.CounterAsync("aiops_notify_messages_total", "kind=\"page\"", cancellationToken);
        var acted = runs.Where(run => run.StartedAt is not null).ToList();
        var shown = incidents.Count(incident => incident.State is not (IncidentState.Candidate or IncidentState.Cancelled));
        var passed = pages == 0 && acted.Count == 0;
        var counts = await stage.AskLoadAsync(HttpMethod.Get, "/counts", cancellationToken);
        timeline.Say(passed ? "passed" : "failed", $"{length.TotalMinutes:F1} min: {pages} pages, {acted.Count} runs, {shown} quiet incidents, load {counts}");
        timeline.Stop();
        return passed;
    }

    private async Task LiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var day = new (string Name, Func<CancellationToken, Task> Do)[]
            {
                ("deploy", DeployAsync), ("rolling restart", RollAsync), ("batch job", BatchAsync), ("traffic wave", WaveAsync),
            };
            for (var turn = 0; ; turn++)
            {
                await Task.Delay(Pause, time, cancellationToken);
                var (name, act) = day[turn % day.Length];
                timeline.Say("life", name);
                await act(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the day ends
        }
    }

    private async Task DeployAsync(CancellationToken cancellationToken)
    {
        var services = stage.Set.Services.Where(service => service.Members.Count > 1).ToList();
        var service = services[_random.Next(services.Count)];
        var version = $"1.{++_release}.0";
        foreach (var member in service.Members)
        {
            var daemon = stage.Daemons[member.Name];
            (ProcessSettings.Read(daemon.ConfigFile) with { Version = version }).Write(daemon.ConfigFile);
            (ProcessSettings.Read(daemon.LastGoodConfigFile) with { Version = version }).Write(daemon.LastGoodConfigFile);
        }

        await client.ChangeAsync(service.Workload, "deploy", version, $"{service.Workload} {version} is rolled out", time.GetUtcNow(), cancellationToken);
        await RollAsync(service.Members.Select(member => member.Name), cancellationToken);
    }

    private Task RollAsync(CancellationToken cancellationToken)
    {
        var services = stage.Set.Services.Where(service => service.Members.Count > 1).ToList();
        return RollAsync(services[_random.Next(services.Count)].Members.Select(member => member.Name), cancellationToken);
    }

    private async Task RollAsync(IEnumerable<string> members, CancellationToken cancellationToken)
    {
        foreach (var member in members)
        {
            await stage.RestartAsync(member, cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(5), time, cancellationToken);
        }
    }

    private Task<string> BatchAsync(CancellationToken cancellationToken) => stage.AskLoadAsync(HttpMethod.Post, $"/batch?seconds={Short.TotalSeconds:F0}", cancellationToken);

    private async Task WaveAsync(CancellationToken cancellationToken)
    {
        await stage.AskLoadAsync(HttpMethod.Post, $"/wave?factor=2.5&seconds={Short.TotalSeconds:F0}", cancellationToken);
        await Task.Delay(Short, time, cancellationToken);
    }
}
