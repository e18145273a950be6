namespace AIOps.Remediation.Tests.Drills;

/// <summary>A drill on a process of our own.</summary>
internal abstract class WorkerDrill : Drill
{
    protected int Port { get; } = FreePort();

    protected string Url => $"http://127.0.0.1:{Port}/";

    public override async Task StartAsync()
    {
        await File.WriteAllTextAsync(InFolder("config"), "good");
        await LaunchAsync(DrillWorker.Command(Folder, Port), PidFile);
        await UntilHealthyAsync();
    }

    public override async Task<bool> AnswersAsync() => await GetAsync(Url) is not null;

    protected static Task WriteAsync(string path, string text) => File.WriteAllTextAsync(path, text);
}
