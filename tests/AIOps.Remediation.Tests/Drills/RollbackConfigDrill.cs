using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>nginx fails since its configuration was changed.</summary>
internal sealed class RollbackConfigDrill : NginxDrill
{
    private const string Bad = "location / { return 500; }";

    private string Good => InFolder("nginx.good.conf");

    public override string Runbook => "rollback-config";

    public override string Signal => "http.server.error_ratio";

    public override async Task<bool> AnswersAsync() => await GetAsync(Url) is not null;

    public override async Task BreakAsync()
    {
        await WriteConfigurationAsync(Good, Site);
        (Attributes["config"], Attributes["config_last_good"]) = (Configuration, Good);
        await WriteConfigurationAsync(Configuration, Bad);
        await MustAsync($"kill -HUP {Pid(PidFile)}");
        await UntilSickAsync();
    }

    public override async Task BreakForGoodAsync()
    {
        await BreakAsync();
        await WriteConfigurationAsync(Good, "location / { return 503; }");
    }

    public override Task<(SelfIdentity Self, string Refusal)> PlantAsync()
    {
        var ours = Directory.CreateDirectory(InFolder("ours")).FullName;
        File.WriteAllText(Path.Combine(ours, "settings"), "ours");
        Attributes["config"] = Path.Combine(ours, "settings");
        return Task.FromResult((new SelfIdentity { Folders = [ours] }, "own-system"));
    }

    // Undone means that the file and the process are as they were.
    public override async Task<string?> TracesAsync() => (await GetAsync(Url), (await File.ReadAllTextAsync(Configuration)).Contains(Bad, StringComparison.Ordinal)) switch
    {
        (System.Net.HttpStatusCode.InternalServerError, true) => null,
        var (status, file) => $"after the undo it answers {status} and its file is {(file ? "the one from before" : "another")}",
    };
}
