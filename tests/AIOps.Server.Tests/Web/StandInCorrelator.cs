using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;

namespace AIOps.Server.Tests.Web;

/// <summary>Applies the first command that comes, as the correlator would, or refuses it.</summary>
internal static class StandInCorrelator
{
    public static async Task ApplyNextAsync(WebHost host, Func<Incident, IncidentCommand, Incident?> apply)
    {
        var position = await host.Store.LastEventIdAsync(CancellationToken.None);
        await ApplyNextAsync(host, position, apply);
    }

    public static async Task ApplyNextAsync(WebHost host, long position, Func<Incident, IncidentCommand, Incident?> apply)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (true)
        {
            foreach (var occurred in await host.Store.ReadEventsAsync(position, 100, bound.Token))
            {
                position = occurred.Id;
                if (occurred.Type != EventTypes.IncidentCommanded)
                {
                    continue;
                }

                var command = AIOpsJson.Read<IncidentCommand>(occurred.Payload);
                var incident = AIOpsJson.Read<Incident>((await host.Store.FindAsync(DocumentKind.Incident, command.IncidentId, bound.Token))!.Body);
                if (apply(incident, command) is { } changed)
                {
                    await host.SaveAsync(changed);
                }
                else
                {
                    await host.Store.CommitAsync(new StoreCommit { Events = [new NewEvent($"incident/{command.IncidentId}", EventTypes.IncidentCommandRejected, AIOpsJson.Write(new CommandRejection(command, "it flaps; wait until it is stable")))] }, bound.Token);
                }

                return;
            }

            await Task.Yield();
        }
    }
}
