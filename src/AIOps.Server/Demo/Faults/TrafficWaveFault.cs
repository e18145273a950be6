using System.Globalization;
using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Faults;

/// <summary>Many more customers than usual, and nothing is broken: restarting or rolling back anything would be wrong.</summary>
internal sealed class TrafficWaveFault : IFault
{
    private const double Factor = 6;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(80);

    public string Name => "traffic-wave";

    public string Description => string.Create(CultureInfo.InvariantCulture, $"{Factor:F0} times the customers for {Length.TotalSeconds:F0} s; acting would be wrong");

    public IReadOnlyList<string> Runbooks => [];

    public TimeSpan CoolDown => TimeSpan.Zero;

    public TimeSpan? Lasts => Length;

    /// <summary>Where the customers come in.</summary>
    public IEnumerable<string> Candidates(ServiceStage stage) => stage.Set.Members.Where(member => member.Role == "gateway").Select(member => member.Name);

    public Task InjectAsync(FaultScene scene, string member, CancellationToken cancellationToken) =>
        scene.Stage.AskLoadAsync(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"/wave?factor={Factor}&seconds={Length.TotalSeconds}"), cancellationToken);
}
