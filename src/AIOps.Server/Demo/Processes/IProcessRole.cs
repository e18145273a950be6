namespace AIOps.Server.Demo.Processes;

/// <summary>What a demo process does beside living, dying and reporting.</summary>
internal interface IProcessRole
{
    /// <summary>Adds what the role needs.</summary>
    void Register(IServiceCollection services);

    /// <summary>Maps the role's endpoints.</summary>
    void Map(WebApplication application);
}
