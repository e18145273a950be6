using System.Net;
using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>A release that fails. There is no cluster here: a stand-in for kubectl turns a link back and restarts a real nginx.</summary>
internal sealed class RollbackReleaseDrill : NginxDrill
{
    public override string Runbook => "rollback-release";

    public override string Signal => "http.server.error_ratio";

    public override bool OfService => true;

    public override bool AfterDeploy => true;

    public override async Task StartAsync()
    {
        await WriteConfigurationAsync(InFolder("v1"), "location / { return 200; }");
        await WriteConfigurationAsync(InFolder("v2"), "location / { return 500; }");
        await MustAsync($"ln -sfn {Folder}/v1 {Configuration}");
        await LaunchAsync($"nginx -p {Folder} -c {Configuration} -e {InFolder("error.log")}", PidFile);
        await UntilHealthyAsync();
        Attributes.Clear();
        (Attributes["namespace"], Attributes["deployment"]) = ($"drill{Port}", "target");
        KubectlStandIn.Deploy($"drill{Port}", $"[ \"$*\" = 'rollout undo deployment/target' ] && ln -sfn {Folder}/v1 {Configuration} && kill -HUP $(cat {PidFile})");
    }

    public override async Task BreakAsync()
    {
        await MustAsync($"ln -sfn {Folder}/v2 {Configuration}; kill -HUP {Pid(PidFile)}");
        await UntilSickAsync();
    }

    public override async Task BreakForGoodAsync()
    {
        await BreakAsync();
        await WriteConfigurationAsync(InFolder("v1"), "location / { return 503; }");
    }

    // A deployment that the cluster does not have.
    public override Task<(SelfIdentity Self, string Refusal)> PlantAsync()
    {
        Attributes["deployment"] = "other";
        return Task.FromResult((new SelfIdentity(), "exit code"));
    }

    public override async Task<bool> AnswersAsync() => await GetAsync(Url) is HttpStatusCode;

    public override async ValueTask DisposeAsync()
    {
        KubectlStandIn.Remove($"drill{Port}");
        await base.DisposeAsync();
    }
}
